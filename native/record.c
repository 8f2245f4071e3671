/* A label's record read for a comparison, without making Python's objects: leadcli/index/records.py says how it is
 * written. Whatever is not as write_label writes it makes read_record return 1, and Python reads it. */
#include "compare.h"

#define LETTERS 16384 /* letters beyond ASCII of one record */
#define TEXTS 4096    /* stems that explain a remark */

typedef struct {
    const char *at, *end;
    int strange;
} Cursor;

/* One record is read at a time. */
static Py_UCS2 room[LETTERS];
static Py_ssize_t used;
static Text texts[TEXTS];

static int take(Cursor *cursor, char wanted)
{
    if (cursor->at < cursor->end && *cursor->at == wanted) {
        cursor->at++;
        return 1;
    }
    return 0;
}

static void need(Cursor *cursor, char wanted)
{
    if (!take(cursor, wanted))
        cursor->strange = 1;
}

static Text read_text(Cursor *cursor)
{
    Text text = {PyUnicode_1BYTE_KIND, "", 0};
    need(cursor, '"');
    const char *start = cursor->at;
    unsigned char seen = 0;
    while (cursor->at < cursor->end && *cursor->at != '"') {
        if (*cursor->at == '\\')
            cursor->strange = 1;
        seen |= (unsigned char)*cursor->at++;
    }
    const unsigned char *letters = (const unsigned char *)start, *stop = (const unsigned char *)cursor->at;
    need(cursor, '"');
    if (seen < 0x80) {
        text.data = start, text.size = (Py_ssize_t)(stop - letters);
        return text;
    }
    text.kind = PyUnicode_2BYTE_KIND, text.data = room + used;
    while (letters < stop) {
        unsigned int lead = *letters++, more = lead < 0x80 ? 0 : lead >= 0xE0 ? 2 : 1;
        int strange = lead >= 0xF0 || (lead >= 0x80 && lead < 0xC0); /* beyond two bytes, or not the first of a letter */
        if (strange || more > (size_t)(stop - letters) || used == LETTERS) {
            cursor->strange = 1;
            return text;
        }
        Py_UCS4 letter = more == 0 ? lead : lead & (0x3Fu >> more);
        while (more--)
            letter = letter << 6 | (*letters++ & 0x3F);
        room[used++] = (Py_UCS2)letter;
        text.size++;
    }
    return text;
}

static void skip_text(Cursor *cursor)
{
    need(cursor, '"');
    while (cursor->at < cursor->end && *cursor->at != '"') {
        if (*cursor->at == '\\')
            cursor->at++;
        cursor->at++;
    }
    need(cursor, '"');
}

static long read_count(Cursor *cursor)
{
    long found = 0;
    const char *start = cursor->at;
    while (cursor->at < cursor->end && *cursor->at >= '0' && *cursor->at <= '9' && found < 100000000)
        found = 10 * found + (*cursor->at++ - '0');
    if (cursor->at == start)
        cursor->strange = 1;
    return found;
}

/* A weight has few digits: what comes of whole numbers divided by a power of ten is rounded as Python reads it. */
static double read_decimal(Cursor *cursor)
{
    double whole = (double)read_count(cursor), scale = 1.0;
    need(cursor, '.');
    int digits = 0;
    for (; cursor->at < cursor->end && *cursor->at >= '0' && *cursor->at <= '9'; cursor->at++, digits++)
        whole = 10.0 * whole + (*cursor->at - '0'), scale *= 10.0;
    if (digits == 0 || digits > 6)
        cursor->strange = 1;
    return whole / scale;
}

static int read_truth(Cursor *cursor)
{
    int is = cursor->at < cursor->end && *cursor->at == 't';
    for (const char *letter = is ? "true" : "false"; *letter; letter++)
        need(cursor, *letter);
    return is;
}

static int read_texts(Cursor *cursor, Text **found, int *count, int *filled)
{
    *found = texts + *filled, *count = 0;
    need(cursor, '[');
    if (take(cursor, ']'))
        return 0;
    do {
        if (*filled == TEXTS)
            return cursor->strange = 1;
        texts[(*filled)++] = read_text(cursor);
        ++*count;
    } while (!cursor->strange && take(cursor, ','));
    need(cursor, ']');
    return cursor->strange;
}

static void read_spot(Cursor *cursor, Spot *spot)
{
    need(cursor, '[');
    spot->name = read_text(cursor);
    need(cursor, ',');
    skip_text(cursor); /* kind */
    need(cursor, ',');
    skip_text(cursor); /* country */
    need(cursor, ',');
    spot->strong = read_truth(cursor);
    need(cursor, ',');
    spot->adjective = read_truth(cursor);
    need(cursor, ',');
    read_count(cursor);
    need(cursor, ',');
    read_count(cursor);
    need(cursor, ',');
    spot->text = read_text(cursor);
    need(cursor, ']');
}

static int read_form(Cursor *cursor, Side *side)
{
    need(cursor, '[');
    skip_text(cursor);
    need(cursor, ',');
    Text kind = read_text(cursor);
    need(cursor, ']');
    PyObject *string = cursor->strange ? NULL : string_of(&kind);
    if (string != NULL)
        side->person |= is_person_form(string);
    Py_XDECREF(string);
    side->forms = 1;
    return PyErr_Occurred() ? -1 : 0;
}

static int read_word(Cursor *cursor, const Rarity *rarity, W *word)
{
    need(cursor, '[');
    word->text = read_text(cursor);
    need(cursor, ',');
    word->fold = read_text(cursor);
    need(cursor, ',');
    word->stem = read_text(cursor);
    need(cursor, ',');
    word->kind = (int)read_count(cursor);
    need(cursor, ',');
    word->weight = read_decimal(cursor);
    need(cursor, ',');
    word->segment = read_count(cursor);
    need(cursor, ']');
    if (cursor->strange || word->kind >= KINDS) {
        cursor->strange = 1;
        return 0;
    }
    double share = 1.0;
    if ((word->kind == CORE || word->kind == WEAK) && rare(rarity, &word->fold, NULL, &share) < 0)
        return -1;
    word->weigh = word->weight * share;
    word->object = NULL, word->place = -1;
    return 0;
}

/* score.circumstance: the caller's city, or a word of it that is one if the card stands there. */
static void place_around(PyObject *city, PyObject *maybe, const Text *cities, int count, Around *around)
{
    around->cities = count > 0, around->city = PyUnicode_GET_LENGTH(city) > 0, around->here = 0;
    Py_ssize_t many = around->city ? 1 : PyTuple_GET_SIZE(maybe);
    for (Py_ssize_t n = 0; n < many && !around->here; n++) {
        Text one = text_of(around->city ? city : PyTuple_GET_ITEM(maybe, n));
        for (int i = 0; i < count; i++)
            around->here |= equal(&one, &cities[i]);
    }
    around->city |= around->here;
}

int read_record(const char *data, uint32_t size, const Rarity *rarity, PyObject *city, PyObject *maybe, Side *side,
                Around *around)
{
    Cursor cursor = {data, data + size, 0};
    int filled = 0, cities = 0, telling = 0;
    Text *own_cities;
    used = 0;
    memset(around, 0, sizeof *around);
    side->name = NULL, side->label = NULL, side->record = data, side->record_size = size;
    side->size = side->spot_count = side->forms = side->person = side->plain = 0;
    need(&cursor, '[');
    read_count(&cursor); /* kind */
    need(&cursor, ',');
    skip_text(&cursor); /* text */
    need(&cursor, ',');
    const char *client = cursor.at;
    skip_text(&cursor);
    around->of_group = cursor.at - client == 2;
    need(&cursor, ',');
    skip_text(&cursor); /* group */
    need(&cursor, ',');
    skip_text(&cursor); /* family */
    need(&cursor, ',');
    if (read_texts(&cursor, &own_cities, &cities, &filled))
        return 1;
    need(&cursor, ',');
    if (read_texts(&cursor, &around->told, &around->told_count, &filled))
        return 1;
    need(&cursor, ',');
    if (read_texts(&cursor, &around->kin, &around->kin_count, &filled))
        return 1;
    need(&cursor, ',');
    need(&cursor, '[');
    int count = 0;
    if (!take(&cursor, ']')) {
        do {
            if (count == MOST)
                return 1;
            W *word = &side->words[count];
            if (read_word(&cursor, rarity, word) < 0)
                return -1;
            if (cursor.strange)
                return 1;
            word->index = count++;
            telling += word->kind != NOISE;
            side->plain |= word->weight == plain_weight();
        } while (take(&cursor, ','));
        need(&cursor, ']');
    }
    for (int i = 0; i < count; i++)
        if (!telling || side->words[i].kind != NOISE)
            side->words[side->size++] = side->words[i];
    side->noisy = side->size < count;
    need(&cursor, ',');
    need(&cursor, '[');
    if (!take(&cursor, ']')) {
        do
            if (read_form(&cursor, side) < 0)
                return -1;
        while (!cursor.strange && take(&cursor, ','));
        need(&cursor, ']');
    }
    need(&cursor, ',');
    need(&cursor, '[');
    if (!take(&cursor, ']')) {
        do {
            if (side->spot_count == SPOTS)
                return 1;
            read_spot(&cursor, &side->spots[side->spot_count++]);
        } while (!cursor.strange && take(&cursor, ','));
        need(&cursor, ']');
    }
    need(&cursor, ',');
    side->key = read_text(&cursor);
    need(&cursor, ',');
    need(&cursor, '[');
    if (!take(&cursor, ']')) {
        do
            skip_text(&cursor); /* acronyms */
        while (take(&cursor, ','));
        need(&cursor, ']');
    }
    need(&cursor, ',');
    long flags = read_count(&cursor);
    need(&cursor, ']');
    if (cursor.strange || cursor.at != cursor.end)
        return 1;
    side->branch = flags & 1, side->generic = flags >> 2 & 1;
    place_around(city, maybe, own_cities, cities, around);
    return 0;
}
