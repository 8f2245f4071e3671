/* A name read from its packed record: leadcli/resolution/compiled/label_records.py says how that is written. */
#include "core.h"
#include <math.h>

static inline int read_byte(Reader *reader)
{
    if (reader->at < reader->end)
        return *reader->at++;
    reader->strange = 1;
    return 0;
}

static int read_number(Reader *reader)
{
    uint32_t found = 0;
    for (int shift = 0; shift < 28; shift += 7) {
        int byte = read_byte(reader);
        found |= (uint32_t)(byte & 0x7f) << shift;
        if (byte < 0x80)
            return (int)found;
    }
    reader->strange = 1;
    return 0;
}

static Text read_text(Reader *reader)
{
    int size = read_number(reader);
    Text text = {reader->at, size};
    if (size > reader->end - reader->at) {
        reader->strange = 1;
        text.size = 0;
    }
    reader->at += text.size;
    return text;
}

static Reader read_texts(Reader *reader)
{
    Text texts = read_text(reader);
    return (Reader){texts.at, texts.at + texts.size, 0};
}

int next_text(Reader *texts, Text *found)
{
    int more = texts->at < texts->end;
    if (more)
        *found = read_text(texts);
    return more && !texts->strange;
}

int holds(Reader texts, Text wanted)
{
    Text text;
    while (next_text(&texts, &text))
        if (same_text(text, wanted))
            return 1;
    return 0;
}

static int is_ascii(Text text)
{
    for (int i = 0; i < text.size; i++)
        if (text.at[i] >= ASCII)
            return 0;
    return 1;
}

/* neighbours.consonants, written to ``room`` */
static Text consonants(Text fold, uint8_t *room)
{
    Text bones = {room, 0};
    if (fold.size && strchr("aeiou", *fold.at))
        room[bones.size++] = *fold.at;
    for (int i = 0; i < fold.size; i++)
        if (settings.voiceless[fold.at[i]])
            room[bones.size++] = settings.voiceless[fold.at[i]];
    return bones;
}

static void read_word(Reader *reader, Word *word)
{
    int flags = read_byte(reader);
    word->kind = flags & 7;
    word->cyrillic = flags >> 3 & 1;
    word->alphabetic = flags >> 4 & 1;
    word->weight = read_byte(reader) / 100.0;
    word->unusual = 1.0 - read_byte(reader) / 100.0;
    word->given = read_byte(reader);
    word->segment = read_number(reader);
    word->text = read_text(reader);
    word->fold = read_text(reader);
    word->stem = flags & 32 ? word->fold : read_text(reader);
    word->place = flags & 64 ? read_text(reader) : (Text){reader->at, 0};
    word->spelt = flags & 128 ? read_text(reader) : word->fold;
    word->spelt_unusual = flags & 128 ? 1.0 - read_byte(reader) / 100.0 : word->unusual;
    if (word->kind > NOISE || word->text.size == 0 || !is_ascii(word->fold) || !is_ascii(word->stem) ||
        !is_ascii(word->spelt) || word->stem.size > MOST_LETTERS) {
        reader->strange = 1;
        return;
    }
    word->letters = 0, word->set = 0, word->digits = word->spelt.size > 0;
    for (int i = 0; i < word->text.size; i++)
        word->letters += (word->text.at[i] & 0xc0) != 0x80;
    for (int i = 0; i < word->spelt.size; i++) {
        word->digits &= word->spelt.at[i] >= '0' && word->spelt.at[i] <= '9';
        word->set |= (uint32_t)1 << (word->spelt.at[i] & 31);
    }
}

/* The rarity of a fold in this directory; -1: an error. */
static double find_rarity(Text fold, const Rarities *rarities)
{
    Posting posting = {.families = 0};
    PyObject *text = PyUnicode_FromStringAndSize((const char *)fold.at, fold.size);
    if (text == NULL)
        return -1.0;
    PyObject *found = PyDict_GetItemWithError(rarities->known, text); /* borrowed */
    Py_XINCREF(found);
    double value = -1.0;
    if (found == NULL && rarities->index.buckets.data != NULL &&
        find_key(&rarities->index, crc32_of(fold.at, (size_t)fold.size, 0), &posting) >= 0) {
        value = 1.0 - log(posting.families > 1 ? posting.families : 1.0) / rarities->all_log;
        value = larger(value, rarities->commonest);
    } else if (found == NULL && !PyErr_Occurred())
        found = PyObject_CallOneArg(rarities->ask, text);
    Py_DECREF(text);
    value = found == NULL ? value : PyFloat_AsDouble(found);
    Py_XDECREF(found);
    return value;
}

static int before(Text a, Text b)
{
    int order = memcmp(a.at, b.at, (size_t)(a.size < b.size ? a.size : b.size));
    return order ? order < 0 : a.size < b.size;
}

static Text joined(const Word *const *words, int count, const char *between, uint8_t *room)
{
    Text whole = {room, 0};
    for (int i = 0; i < count; i++) {
        if (i && *between)
            room[whole.size++] = (uint8_t)*between;
        memcpy(room + whole.size, words[i]->spelt.at, (size_t)words[i]->spelt.size);
        whole.size += words[i]->spelt.size;
    }
    return whole;
}

/* What the figures of texts need: text_likeness.text_of. */
static void read_as_text(Name *name)
{
    int named = 0;
    name->says = name->uses = 0;
    for (int i = 0; i < name->count; i++) {
        const Word *word = &name->words[i];
        if (word->kind != NOISE)
            name->used[name->uses++] = word;
        named |= word->kind != NOISE && word->kind != PERSON;
    }
    if (name->uses == 0)
        for (int i = 0; i < name->count; i++)
            name->used[name->uses++] = &name->words[i];
    for (int i = 0; i < name->count; i++)
        if (name->words[i].spelt.size && (!named || (name->words[i].kind != NOISE && name->words[i].kind != PERSON)))
            name->said[name->says++] = &name->words[i];
    for (int i = 0; i < name->says; i++) {
        int at = i;
        for (; at && before(name->said[i]->spelt, name->sorted[at - 1]->spelt); at--)
            name->sorted[at] = name->sorted[at - 1];
        name->sorted[at] = name->said[i];
    }
    uint8_t *room = name->room;
    for (int i = 0; i < name->count; i++) {
        name->words[i].bones = consonants(name->words[i].spelt, room);
        room += name->words[i].bones.size;
    }
    name->joined = joined(name->said, name->says, "", room);
    room += name->joined.size;
    name->ordered = joined(name->sorted, name->says, " ", room);
    room += name->ordered.size;
    name->bones = consonants(name->joined, room);
}

int read_name(const uint8_t *data, Py_ssize_t size, const Rarities *rarities, Name *name)
{
    Reader reader = {data, data + size, 0};
    int flags = read_byte(&reader), letters = 0;
    name->branch = flags & 1, name->person = flags >> 1 & 1, name->generic = flags >> 2 & 1;
    name->cyrillic = flags >> 4 & 1, name->of_group = flags >> 5 & 1;
    name->kind = read_byte(&reader);
    name->family = read_text(&reader), name->client = read_text(&reader);
    name->group = read_text(&reader), name->text = read_text(&reader);
    name->cities = read_texts(&reader), name->told = read_texts(&reader), name->near = read_texts(&reader);
    name->count = read_number(&reader);
    if (name->count > MOST_WORDS)
        return 0;
    for (int i = 0; i < name->count && !reader.strange; i++) {
        Word *word = &name->words[i];
        read_word(&reader, word);
        letters += (word->fold.size > word->spelt.size ? word->fold.size : word->spelt.size) + 1;
        if (letters > MOST_LETTERS || reader.strange)
            return 0;
        word->rarity = word->spelt_rarity = find_rarity(word->fold, rarities);
        if (!same_text(word->fold, word->spelt))
            word->spelt_rarity = find_rarity(word->spelt, rarities);
        if (PyErr_Occurred())
            return -1;
    }
    name->forms = read_number(&reader);
    for (int i = 0; i < name->forms && !reader.strange; i++) {
        if (i == MOST_FORMS)
            return 0;
        read_text(&reader);
        name->form[i].kind = read_text(&reader);
        name->form[i].person = read_byte(&reader);
    }
    name->places = read_number(&reader);
    for (int i = 0; i < name->places && !reader.strange; i++) {
        if (i == MOST_PLACES)
            return 0;
        Place *place = &name->place[i];
        place->name = read_text(&reader);
        place->text = read_text(&reader);
        int told = read_byte(&reader);
        place->strong = told & 1, place->adjective = told >> 1 & 1;
        read_text(&reader), read_text(&reader), read_number(&reader), read_number(&reader);
    }
    if (reader.strange)
        return 0;
    read_as_text(name);
    return 1;
}
