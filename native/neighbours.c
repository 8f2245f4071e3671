/* Neighbours of a word in the compiled directory: leadcli/resolution/compiled/compiled_neighbours.py, blocking/neighbours.py. A record that is
 * not as it was written is left to Python, which reads the same records and says what is wrong. */
#include "compare.h"
#include <string.h>
#if defined(__SSE2__) || defined(_M_X64)
#include <emmintrin.h>
#define FOUR_AT_ONCE
#endif

#define BASE (0x9E3779B97F4A7C15ULL | 1)
#define SPREAD 0xBF58476D1CE4E5B9ULL
#define LONGEST 512 /* letters; what is longer is left to Python */
#define BUCKET_BYTES 192 /* of a bucket that are asked for ahead */
#define AHEAD 12         /* words that are asked for ahead */
#define MANY_KEYS (2 * LONGEST + 4)

static Py_ssize_t least, least_consonants;
static struct { unsigned char kept, as; } heard_as[128]; /* of a letter of ASCII: is it a consonant, and how it is heard */

int configure_neighbours(PyObject *settings)
{
    PyObject *voiceless = setting(settings, "VOICELESS"), *from, *to;
    if (voiceless == NULL || size_setting(settings, "LEAST_WORD", &least) ||
        size_setting(settings, "LEAST_CONSONANTS", &least_consonants))
        return -1;
    if (!PyDict_Check(voiceless)) {
        PyErr_SetString(PyExc_TypeError, "VOICELESS: a dict");
        return -1;
    }
    for (int letter = 0; letter < 128; letter++)
        heard_as[letter].kept = 1, heard_as[letter].as = (unsigned char)letter;
    Py_ssize_t at = 0;
    while (PyDict_Next(voiceless, &at, &from, &to)) {
        long letter = PyLong_AsLong(from), as = to == Py_None ? 0 : PyLong_AsLong(to);
        if (letter < 0 || letter > 127 || as < 0 || as > 127) {
            PyErr_SetString(PyExc_ValueError, "VOICELESS: letters of ASCII only");
            return -1;
        }
        heard_as[letter].kept = to != Py_None, heard_as[letter].as = (unsigned char)as;
    }
    return 0;
}

/* neighbours.consonants; the first letter stays. */
static Text consonants(Text word, Py_UCS4 *room)
{
    Text heard = {PyUnicode_4BYTE_KIND, room, 0};
    for (Py_ssize_t i = 0; i < word.size; i++) {
        Py_UCS4 letter = LETTER(word, i);
        if (letter >= 128)
            room[heard.size++] = letter;
        else if (heard_as[letter].kept || i == 0)
            room[heard.size++] = heard_as[letter].kept ? heard_as[letter].as : letter;
    }
    return heard;
}

static uint64_t whole(Text text)
{
    uint64_t found = 0;
    for (Py_ssize_t i = 0; i < text.size; i++)
        found = found * BASE + LETTER(text, i);
    return found;
}

/* The hashes of a text less each letter, once for each run of equal letters; returns how many. */
static Py_ssize_t less_one(Text text, uint64_t *out)
{
    uint64_t powers[LONGEST + 1], rest[LONGEST + 1], before = 0;
    powers[0] = 1, rest[0] = 0;
    for (Py_ssize_t distance = 0; distance < text.size; distance++) {
        rest[distance + 1] = rest[distance] + LETTER(text, text.size - 1 - distance) * powers[distance];
        powers[distance + 1] = powers[distance] * BASE;
    }
    Py_ssize_t count = 0;
    for (Py_ssize_t i = 0; i < text.size; i++) {
        Py_ssize_t follows = text.size - 1 - i;
        if (i == 0 || LETTER(text, i) != LETTER(text, i - 1))
            out[count++] = before * powers[follows] + rest[follows];
        before = before * BASE + LETTER(text, i);
    }
    return count;
}

static uint64_t power(Py_ssize_t exponent)
{
    uint64_t found = 1;
    while (exponent-- > 0)
        found *= BASE;
    return found;
}

static Py_ssize_t keys_of(Text word, uint64_t *out)
{
    Py_UCS4 room[LONGEST];
    out[0] = whole(word);
    Py_ssize_t count = 1;
    if (word.size >= least && is_alpha(&word)) {
        count += less_one(word, out + 1);
        Text sound = consonants(word, room);
        if (sound.size >= least_consonants) {
            out[count++] = whole(sound) + '~' * power(sound.size);
            if (sound.size > least_consonants + 1) {
                uint64_t mark = '~' * power(sound.size - 1);
                Py_ssize_t more = less_one(sound, out + count);
                for (Py_ssize_t i = 0; i < more; i++)
                    out[count + i] += mark;
                count += more;
            }
        }
    }
    for (Py_ssize_t i = 0; i < count; i++)
        out[i] *= SPREAD;
    return count;
}

/* Numbers seen, in their order, with how often; slots: of a number's hash the place of it and one, 0 where free. */
typedef struct {
    uint32_t *numbers, *slots;
    uint16_t *counts;
    size_t mask, used;
} Counter;

static void counter_free(Counter *counter)
{
    PyMem_Free(counter->numbers);
    PyMem_Free(counter->slots);
    PyMem_Free(counter->counts);
}

static uint32_t *slot_of(const Counter *counter, uint32_t number)
{
    size_t at = (number * 0x9E3779B1u) & counter->mask;
    while (counter->slots[at] && counter->numbers[counter->slots[at] - 1] != number)
        at = (at + 1) & counter->mask;
    return &counter->slots[at];
}

static int counter_grow(Counter *counter)
{
    size_t size = counter->mask ? 2 * (counter->mask + 1) : 512;
    uint32_t *numbers = PyMem_Realloc(counter->numbers, size / 2 * sizeof *numbers);
    counter->numbers = numbers ? numbers : counter->numbers;
    uint16_t *counts = PyMem_Realloc(counter->counts, size / 2 * sizeof *counts);
    counter->counts = counts ? counts : counter->counts;
    uint32_t *slots = PyMem_Calloc(size, sizeof *slots);
    if (numbers == NULL || counts == NULL || slots == NULL) {
        PyMem_Free(slots);
        PyErr_NoMemory();
        return -1;
    }
    PyMem_Free(counter->slots);
    counter->slots = slots, counter->mask = size - 1;
    for (size_t i = 0; i < counter->used; i++)
        *slot_of(counter, numbers[i]) = (uint32_t)i + 1;
    return 0;
}

static int counter_add(Counter *counter, uint32_t number)
{
    if (2 * counter->used + 1 >= counter->mask && counter_grow(counter) < 0)
        return -1;
    uint32_t *slot = slot_of(counter, number);
    if (*slot == 0) {
        counter->numbers[counter->used] = number, counter->counts[counter->used] = 0;
        *slot = (uint32_t)++counter->used;
    }
    uint16_t *count = &counter->counts[*slot - 1];
    *count += *count < UINT16_MAX;
    return 0;
}

typedef struct {
    Py_ssize_t edits;
    int count;
    const uint8_t *data; /* UTF-8, whose order is that of the letters */
    uint32_t size;
} Near;

static int nearer(const Near *a, const Near *b)
{
    if (a->edits != b->edits)
        return a->edits < b->edits;
    if (a->count != b->count)
        return a->count > b->count;
    int order = memcmp(a->data, b->data, a->size < b->size ? a->size : b->size);
    return order ? order < 0 : a->size < b->size;
}

/* UTF-8 as text; letters beyond ASCII go into room, which holds LONGEST. Returns -1 when it is too long or not UTF-8. */
static int decode(const uint8_t *data, uint32_t size, Py_UCS4 *room, Text *text)
{
    uint32_t i = 0;
    while (i < size && data[i] < 0x80)
        i++;
    if (i == size) {
        text->kind = PyUnicode_1BYTE_KIND, text->data = data, text->size = size;
        return 0;
    }
    if (size > LONGEST)
        return -1;
    Py_ssize_t count = 0;
    for (i = 0; i < size; count++) {
        uint8_t lead = data[i++];
        int more = lead < 0x80 ? 0 : lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : -1;
        if (more < 0 || (uint32_t)more > size - i)
            return -1;
        Py_UCS4 letter = more == 0 ? lead : lead & (0x3Fu >> more);
        for (; more > 0; more--)
            letter = letter << 6 | (data[i++] & 0x3F);
        room[count] = letter;
    }
    text->kind = PyUnicode_4BYTE_KIND, text->data = room, text->size = count;
    return 0;
}

/* Where the low half of a key's hash stands among those of a bucket, from a place on; ``end`` when it does not. */
static uint32_t place_of_half(const uint8_t *halves, uint32_t at, uint32_t end, uint32_t half)
{
#ifdef FOUR_AT_ONCE
    const __m128i wanted = _mm_set1_epi32((int)half);
    for (; at + 16 <= end; at += 16) {
        __m128i four = _mm_loadu_si128((const __m128i *)(halves + at));
        int bits = _mm_movemask_ps(_mm_castsi128_ps(_mm_cmpeq_epi32(four, wanted)));
        if (bits)
            return at + 4 * (uint32_t)(bits & 1 ? 0 : bits & 2 ? 1 : bits & 4 ? 2 : 3);
    }
#endif
    for (; at + 4 <= end; at += 4)
        if (u32_at(halves + at) == half)
            return at;
    return end;
}

/* At most ``most`` words of the file that are like a word, the nearest first; -1 on an error, -2: it is left to Python. */
Py_ssize_t near_of(const Table *table, const Table *words, Text word, Py_ssize_t most, Neighbour *near)
{
    Counter counter = {0};
    uint64_t keys[MANY_KEYS];
    if (word.size > LONGEST || most < 1 || most > MOST_NEAR)
        return -2;
    int bits = 0;
    while (((uint64_t)2 << bits) <= table->count)
        bits++;
    Py_ssize_t asked = keys_of(word, keys), found = -2;
#define HOME(key) (bits ? (key) >> (64 - bits) : 0)
    for (Py_ssize_t k = 0; k < asked; k++)
        soon_offset(table, HOME(keys[k]));
    for (Py_ssize_t k = 0; k < asked; k++)
        soon_record(table, HOME(keys[k]), BUCKET_BYTES);
    for (Py_ssize_t k = 0; k < asked; k++) {
        uint32_t size, half = (uint32_t)keys[k];
        const uint8_t *bucket = record_of(table, HOME(keys[k]), &size);
        if (bucket == NULL)
            goto done;
        uint32_t owners = size / 2;
        for (uint32_t at = place_of_half(bucket, 0, owners, half); at < owners;
             at = place_of_half(bucket, at + 4, owners, half))
            if (counter_add(&counter, u32_at(bucket + owners + at)) < 0) {
                found = -1;
                goto done;
            }
    }
    if (counter.used == 0) {
        found = 0;
        goto done;
    }
    /* What the most + 1 that share most keys share, the word itself among them. */
    size_t having[256] = {0};
    for (size_t i = 0; i < counter.used; i++)
        having[counter.counts[i] < 255 ? counter.counts[i] : 255]++;
    int shared = 255;
    size_t left = (size_t)most + 1;
    for (size_t seen = 0; shared > 0; shared--) {
        seen += having[shared];
        if (seen >= left || seen == counter.used)
            break;
    }
    Near best[MOST_NEAR];
    Prepared prepared;
    prepare(word, &prepared);
    Py_ssize_t kept = 0;
    Py_UCS4 room[LONGEST];
    size_t ahead = 0, beyond = 0; /* how far offsets and records are asked for */
    for (size_t i = 0; i < counter.used; i++) {
        for (; ahead < counter.used && ahead < i + 2 * AHEAD; ahead++)
            if (counter.counts[ahead] >= shared)
                soon_offset(words, counter.numbers[ahead]);
        for (; beyond < counter.used && beyond < i + AHEAD; beyond++)
            if (counter.counts[beyond] >= shared)
                soon_record(words, counter.numbers[beyond], 1);
        if (counter.counts[i] < shared)
            continue;
        Near one = {0, counter.counts[i], NULL, 0};
        Text other;
        if ((one.data = record_of(words, counter.numbers[i], &one.size)) == NULL)
            goto done;
        if (decode(one.data, one.size, room, &other) < 0)
            goto done;
        one.edits = edits_to(&prepared, other, kept == most ? best[kept - 1].edits : LONGEST);
        if (one.edits == 0 || (kept == most && !nearer(&one, &best[kept - 1])))
            continue;
        Py_ssize_t place = kept < most ? kept++ : most - 1;
        for (; place > 0 && nearer(&one, &best[place - 1]); place--)
            best[place] = best[place - 1];
        best[place] = one;
    }
    found = 0;
    for (Py_ssize_t i = 0; i < kept; i++) {
        Text other;
        decode(best[i].data, best[i].size, room, &other);
        double alike = likeness_of(word, other);
        if (alike != 0.0)
            near[found].data = best[i].data, near[found].size = best[i].size, near[found++].alike = alike;
    }
done:
    counter_free(&counter);
    return found;
}
