/* A label's record read for a comparison, without making Python's objects: leadcli/index/records.py says how it is
 * written. Whatever is not as write_label writes it makes read_record return 1, and Python reads it. */
#include "compare.h"
#include "json.h"

#define LETTERS 16384 /* letters beyond ASCII of one record */
#define TEXTS 4096    /* stems that explain a remark */

/* One record is read at a time. */
static Py_UCS2 room[LETTERS];
static Py_ssize_t used;
static Text texts[TEXTS];

static Text read_text(Reader *cursor)
{
    Text text = {PyUnicode_1BYTE_KIND, "", 0};
    expect(cursor, '"');
    const char *start = cursor->at;
    unsigned char seen = 0;
    while (cursor->at < cursor->end && *cursor->at != '"') {
        if (*cursor->at == '\\')
            cursor->strange = 1;
        seen |= (unsigned char)*cursor->at++;
    }
    const unsigned char *letters = (const unsigned char *)start, *stop = (const unsigned char *)cursor->at;
    expect(cursor, '"');
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

static void skip_text(Reader *cursor)
{
    expect(cursor, '"');
    while (cursor->at < cursor->end && *cursor->at != '"') {
        if (*cursor->at == '\\')
            cursor->at++;
        cursor->at++;
    }
    expect(cursor, '"');
}

/* A weight has few digits: what comes of whole numbers divided by a power of ten is rounded as Python reads it. */
static double read_decimal(Reader *cursor)
{
    double whole = (double)read_whole(cursor), scale = 1.0;
    expect(cursor, '.');
    int digits = 0;
    for (; cursor->at < cursor->end && *cursor->at >= '0' && *cursor->at <= '9'; cursor->at++, digits++)
        whole = 10.0 * whole + (*cursor->at - '0'), scale *= 10.0;
    if (digits == 0 || digits > 6)
        cursor->strange = 1;
    return whole / scale;
}

static int is_true(Reader *cursor)
{
    int is = cursor->at < cursor->end && *cursor->at == 't';
    for (const char *letter = is ? "true" : "false"; *letter; letter++)
        expect(cursor, *letter);
    return is;
}

static int read_texts(Reader *cursor, Text **found, int *count, int *filled)
{
    *found = texts + *filled, *count = 0;
    expect(cursor, '[');
    if (next_is(cursor, ']'))
        return 0;
    do {
        if (*filled == TEXTS)
            return cursor->strange = 1;
        texts[(*filled)++] = read_text(cursor);
        ++*count;
    } while (!cursor->strange && next_is(cursor, ','));
    expect(cursor, ']');
    return cursor->strange;
}

static void read_spot(Reader *cursor, Spot *spot)
{
    expect(cursor, '[');
    spot->name = read_text(cursor);
    expect(cursor, ',');
    skip_text(cursor); /* kind */
    expect(cursor, ',');
    skip_text(cursor); /* country */
    expect(cursor, ',');
    spot->strong = is_true(cursor);
    expect(cursor, ',');
    spot->adjective = is_true(cursor);
    expect(cursor, ',');
    read_whole(cursor);
    expect(cursor, ',');
    read_whole(cursor);
    expect(cursor, ',');
    spot->text = read_text(cursor);
    expect(cursor, ']');
}

static int read_form(Reader *cursor, Side *side)
{
    expect(cursor, '[');
    skip_text(cursor);
    expect(cursor, ',');
    Text kind = read_text(cursor);
    expect(cursor, ']');
    PyObject *string = cursor->strange ? NULL : string_of(&kind);
    if (string != NULL)
        side->person |= is_person_form(string);
    Py_XDECREF(string);
    side->forms = 1;
    return PyErr_Occurred() ? -1 : 0;
}

static int read_word(Reader *cursor, const Rarity *rarity, W *word)
{
    expect(cursor, '[');
    word->text = read_text(cursor);
    expect(cursor, ',');
    word->fold = read_text(cursor);
    expect(cursor, ',');
    word->stem = read_text(cursor);
    expect(cursor, ',');
    word->kind = (int)read_whole(cursor);
    expect(cursor, ',');
    word->weight = read_decimal(cursor);
    expect(cursor, ',');
    word->segment = read_whole(cursor);
    expect(cursor, ']');
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
    Reader cursor = {data, data + size, 0, 0};
    int filled = 0, cities = 0, telling = 0;
    Text *own_cities;
    used = 0;
    memset(around, 0, sizeof *around);
    side->name = NULL, side->label = NULL, side->record = data, side->record_size = size;
    side->size = side->spot_count = side->forms = side->person = side->plain = 0;
    expect(&cursor, '[');
    read_whole(&cursor); /* kind */
    expect(&cursor, ',');
    skip_text(&cursor); /* text */
    expect(&cursor, ',');
    const char *client = cursor.at;
    skip_text(&cursor);
    around->of_group = cursor.at - client == 2;
    expect(&cursor, ',');
    skip_text(&cursor); /* group */
    expect(&cursor, ',');
    skip_text(&cursor); /* family */
    expect(&cursor, ',');
    if (read_texts(&cursor, &own_cities, &cities, &filled))
        return 1;
    expect(&cursor, ',');
    if (read_texts(&cursor, &around->told, &around->told_count, &filled))
        return 1;
    expect(&cursor, ',');
    if (read_texts(&cursor, &around->kin, &around->kin_count, &filled))
        return 1;
    expect(&cursor, ',');
    expect(&cursor, '[');
    int count = 0;
    if (!next_is(&cursor, ']')) {
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
        } while (next_is(&cursor, ','));
        expect(&cursor, ']');
    }
    for (int i = 0; i < count; i++)
        if (!telling || side->words[i].kind != NOISE)
            side->words[side->size++] = side->words[i];
    expect(&cursor, ',');
    expect(&cursor, '[');
    if (!next_is(&cursor, ']')) {
        do
            if (read_form(&cursor, side) < 0)
                return -1;
        while (!cursor.strange && next_is(&cursor, ','));
        expect(&cursor, ']');
    }
    expect(&cursor, ',');
    expect(&cursor, '[');
    if (!next_is(&cursor, ']')) {
        do {
            if (side->spot_count == SPOTS)
                return 1;
            read_spot(&cursor, &side->spots[side->spot_count++]);
        } while (!cursor.strange && next_is(&cursor, ','));
        expect(&cursor, ']');
    }
    expect(&cursor, ',');
    side->key = read_text(&cursor);
    expect(&cursor, ',');
    expect(&cursor, '[');
    if (!next_is(&cursor, ']')) {
        do
            skip_text(&cursor); /* acronyms */
        while (next_is(&cursor, ','));
        expect(&cursor, ']');
    }
    expect(&cursor, ',');
    long flags = read_whole(&cursor);
    expect(&cursor, ']');
    if (cursor.strange || cursor.at != cursor.end)
        return 1;
    side->branch = flags & 1, side->generic = flags >> 2 & 1;
    place_around(city, maybe, own_cities, cities, around);
    return 0;
}
