/* A label's record read for a comparison, without making Python's objects: leadcli/resolution/compiled/label_records.py says how it is
 * written. What is beyond the limits here makes read_record return 1, and Python reads it. */
#include "compare.h"
#include "packed.h"

#define LETTERS 16384 /* letters of two bytes of one record */
#define TEXTS 4096    /* stems that explain a remark */

/* One record is read at a time. */
static Py_UCS2 room[LETTERS];
static Py_ssize_t used;
static Text texts[TEXTS];

/* Letters of two bytes are copied to where they may be read as such. */
static Text read_text(Packed *packed)
{
    Letters letters = read_letters(packed);
    Text text = {PyUnicode_1BYTE_KIND, letters.data, letters.size};
    if (letters.kind == 1)
        return text;
    if (letters.kind != 2 || letters.size > LETTERS - used) {
        packed->strange = 1, text.size = 0;
        return text;
    }
    memcpy(room + used, letters.data, 2 * (size_t)letters.size);
    text.kind = PyUnicode_2BYTE_KIND, text.data = room + used;
    used += letters.size;
    return text;
}

static int read_texts(Packed *packed, Text **found, int *count, int *filled)
{
    uint32_t many = read_number(packed);
    if (many > (uint32_t)(TEXTS - *filled))
        return packed->strange = 1;
    *found = texts + *filled, *count = (int)many;
    for (uint32_t n = 0; n < many; n++)
        texts[(*filled)++] = read_text(packed);
    return packed->strange;
}

static void read_spot(Packed *packed, Spot *spot)
{
    spot->name = read_text(packed);
    read_letters(packed); /* kind */
    read_letters(packed); /* country */
    int flags = read_byte(packed);
    spot->strong = flags & 1, spot->adjective = flags >> 1 & 1;
    read_number(packed); /* start */
    read_number(packed); /* end */
    spot->text = read_text(packed);
}

static int read_form(Packed *packed, Side *side)
{
    read_letters(packed); /* text */
    Text kind = read_text(packed);
    PyObject *string = packed->strange ? NULL : string_of(&kind);
    if (string != NULL)
        side->person |= is_person_form(string);
    Py_XDECREF(string);
    side->forms = 1;
    return PyErr_Occurred() ? -1 : 0;
}

static int read_word(Packed *packed, const Rarity *rarity, W *word)
{
    word->text = read_text(packed), word->fold = read_text(packed), word->stem = read_text(packed);
    word->kind = read_byte(packed);
    word->weight = read_double(packed);
    word->segment = (long)read_number(packed);
    if (packed->strange || word->kind >= KINDS) {
        packed->strange = 1;
        return 0;
    }
    double share = 1.0;
    if ((word->kind == CORE || word->kind == WEAK) && rare(rarity, &word->fold, NULL, &share) < 0)
        return -1;
    word->weigh = word->weight * share;
    word->object = NULL, word->place = word->letters = -1;
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

int read_record(const uint8_t *data, uint32_t size, const Rarity *rarity, PyObject *city, PyObject *maybe, Side *side,
                Around *around)
{
    Packed packed = {data, data + size, 0};
    int filled = 0, cities = 0, telling = 0;
    Text *own_cities;
    used = 0;
    memset(around, 0, sizeof *around);
    side->name = NULL, side->label = NULL, side->record = data, side->record_size = size;
    side->size = side->spot_count = side->forms = side->person = side->plain = 0;
    read_byte(&packed); /* kind */
    int flags = read_byte(&packed);
    side->branch = flags & 1, side->generic = flags >> 2 & 1;
    around->of_group = read_letters(&packed).size == 0; /* of no client */
    if (read_texts(&packed, &own_cities, &cities, &filled) ||
        read_texts(&packed, &around->told, &around->told_count, &filled) ||
        read_texts(&packed, &around->kin, &around->kin_count, &filled))
        return 1;
    uint32_t count = read_number(&packed);
    if (count > MOST)
        return 1;
    for (uint32_t i = 0; i < count; i++) {
        W *word = &side->words[i];
        if (read_word(&packed, rarity, word) < 0)
            return -1;
        if (packed.strange)
            return 1;
        word->index = (int)i;
        telling += word->kind != NOISE;
        side->plain |= word->weight == plain_weight();
    }
    for (uint32_t i = 0; i < count; i++)
        if (!telling || side->words[i].kind != NOISE)
            side->words[side->size++] = side->words[i];
    for (uint32_t forms = read_number(&packed); forms > 0 && !packed.strange; forms--)
        if (read_form(&packed, side) < 0)
            return -1;
    uint32_t places = read_number(&packed);
    if (places > SPOTS)
        return 1;
    while (side->spot_count < (int)places && !packed.strange)
        read_spot(&packed, &side->spots[side->spot_count++]);
    side->key = read_text(&packed);
    if (packed.strange)
        return 1;
    place_around(city, maybe, own_cities, cities, around);
    return 0;
}
