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
    if (word->kind > NOISE || word->text.size == 0 || !is_ascii(word->fold) || !is_ascii(word->stem) ||
        word->stem.size > MOST_LETTERS) {
        reader->strange = 1;
        return;
    }
    word->letters = 0;
    for (int i = 0; i < word->text.size; i++)
        word->letters += (word->text.at[i] & 0xc0) != 0x80;
}

/* A word of the text; its place among those of the name tells its fold and how rare it is, else it does itself. */
static void read_token(Reader *reader, const Name *name, Token *token)
{
    int named = read_number(reader), written = read_number(reader);
    token->text = read_text(reader), token->named = named > 0, token->marks = written >> 2, token->body = written & 3;
    if (named > 0 && named <= name->count) {
        const Word *word = &name->words[named - 1];
        token->fold = word->fold, token->rarity = word->rarity, token->unusual = word->unusual;
    } else {
        token->fold = read_text(reader);
        token->unusual = 1.0 - read_byte(reader) / 100.0;
        token->rarity = larger(settings.commonest, token->unusual);
    }
    if (token->text.size == 0 || !is_ascii(token->text) || !is_ascii(token->fold))
        reader->strange = 1;
    token->set = 0, token->digits = 1;
    for (int i = 0; i < token->text.size; i++) {
        token->digits &= token->text.at[i] <= '9';
        token->set |= (uint32_t)1 << (token->text.at[i] & 31);
    }
}

/* The rarity of a fold in this directory; -1: an error. */
static double find_rarity(Text fold, const Rarities *rarities)
{
    Posting posting = {.families = 0};
    int asked = rarities->index.buckets.data == NULL;
    uint32_t key = asked ? 0 : crc32_of(fold.at, (size_t)fold.size, 0);
    for (Py_ssize_t i = 0; i + 4 <= rarities->size && !asked; i += 4)
        asked = u32_at(rarities->beside + i) == key;
    if (!asked && find_key(&rarities->index, key, &posting) >= 0)
        return larger(1.0 - log(posting.families > 1 ? posting.families : 1.0) / rarities->all_log, settings.commonest);
    PyObject *text = PyUnicode_FromStringAndSize((const char *)fold.at, fold.size);
    PyObject *found = text == NULL ? NULL : PyDict_GetItemWithError(rarities->known, text); /* borrowed */
    Py_XINCREF(found);
    if (text != NULL && found == NULL && !PyErr_Occurred())
        found = PyObject_CallOneArg(rarities->ask, text);
    Py_XDECREF(text);
    double value = found == NULL ? -1.0 : PyFloat_AsDouble(found);
    Py_XDECREF(found);
    return value;
}

static int before(Text a, Text b)
{
    int order = memcmp(a.at, b.at, (size_t)(a.size < b.size ? a.size : b.size));
    return order ? order < 0 : a.size < b.size;
}

uint8_t *append(Text *whole, uint8_t *room, Text part)
{
    whole->at = room - whole->size;
    memcpy(room, part.at, (size_t)part.size);
    whole->size += part.size;
    return room + part.size;
}

/* What the figures of texts need beside the words: text_likeness.text_of. */
static void read_as_text(Name *name)
{
    uint8_t *room = name->room;
    int named = name->bodies = 0;
    name->joined = name->ordered = name->heard = (Text){room, 0};
    for (int i = 0; i < name->tokens; i++) {
        int at = i;
        named += name->token[i].named, name->bodies += name->token[i].body > 0;
        for (; at && before(name->token[i].text, name->sorted[at - 1]->text); at--)
            name->sorted[at] = name->sorted[at - 1];
        name->sorted[at] = &name->token[i];
        room = append(&name->joined, room, name->token[i].text);
    }
    for (int i = 0; i < name->tokens; i++) {
        room = i ? append(&name->ordered, room, BLANK) : room;
        room = append(&name->ordered, room, name->sorted[i]->text);
    }
    for (int i = 0; i < name->tokens; i++)
        if (name->token[i].named || !named)
            room = append(&name->heard, room, name->token[i].fold);
    name->bones = consonants(name->heard, room);
    room += name->bones.size;
    for (int i = 0; i < name->tokens; i++) {
        name->token[i].bones = consonants(name->token[i].fold, room);
        room += name->token[i].bones.size;
    }
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
    name->name_at = (int)(reader.at - data), name->count = read_number(&reader);
    if (name->count > MOST_WORDS)
        return 0;
    for (int i = 0; i < name->count && !reader.strange; i++) {
        Word *word = &name->words[i];
        read_word(&reader, word);
        letters += word->fold.size + 1;
        if (letters > MOST_LETTERS || reader.strange)
            return 0;
        word->rarity = find_rarity(word->fold, rarities);
        if (PyErr_Occurred())
            return -1;
    }
    name->uses = 0;
    for (int i = 0; i < name->count; i++)
        if (name->words[i].kind != NOISE)
            name->used[name->uses++] = &name->words[i];
    for (int i = 0, none = !name->uses; none && i < name->count; i++)
        name->used[name->uses++] = &name->words[i];
    Reader written = read_texts(&reader);
    letters = name->tokens = 0;
    while (written.at < written.end) {
        Token *token = &name->token[name->tokens];
        if (name->tokens++ == MOST_WORDS)
            return 0;
        read_token(&written, name, token);
        letters += (token->fold.size > token->text.size ? token->fold.size : token->text.size) + 1;
        if (letters > MOST_LETTERS || written.strange)
            return 0;
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
