/* How alike two folded words are: leadcli/resolution/comparison/spelling.py, which says what is worked out here and why. */
#include "native.h"
#include "blocking.h"
#include <string.h>

#define ASCII 128
#define WORD 64   /* letters of a word whose distance is worked out in one machine word */
#define ROW 1024  /* letters up to which rows lie on the stack */

static double half, epsilon, least_likeness, short_word;
static double costs[ASCII][ASCII]; /* what a letter costs for another */
static Py_UCS4 merged[ASCII];
static unsigned char vowel_or_near[ASCII];

int configure_spelling(PyObject *settings)
{
    if (number_setting(settings, "HALF", &half) || number_setting(settings, "EPSILON", &epsilon) ||
        number_setting(settings, "LEAST", &least_likeness) || number_setting(settings, "SHORT", &short_word))
        return -1;
    PyObject *table = setting(settings, "COSTS"), *joined = setting(settings, "MERGED");
    if (table == NULL || joined == NULL)
        return -1;
    for (int x = 0; x < ASCII; x++) {
        merged[x] = (Py_UCS4)x;
        vowel_or_near[x] = 0;
        for (int y = 0; y < ASCII; y++)
            costs[x][y] = x == y ? 0.0 : 1.0;
    }
    PyObject *from, *row, *to, *cost;
    Py_ssize_t at = 0;
    while (PyDict_Next(table, &at, &from, &row)) {
        Py_UCS4 x = PyUnicode_READ_CHAR(from, 0);
        Py_ssize_t inner = 0;
        while (PyDict_Next(row, &inner, &to, &cost)) {
            Py_UCS4 y = PyUnicode_READ_CHAR(to, 0);
            if (x >= ASCII || y >= ASCII) {
                PyErr_SetString(PyExc_ValueError, "COSTS: letters of ASCII only");
                return -1;
            }
            costs[x][y] = PyFloat_AsDouble(cost);
        }
    }
    at = 0;
    while (PyDict_Next(joined, &at, &from, &to)) {
        long x = PyLong_AsLong(from), y = PyLong_AsLong(to);
        if (x < 0 || x >= ASCII || y < 0) {
            PyErr_SetString(PyExc_ValueError, "MERGED: letters of ASCII only");
            return -1;
        }
        merged[x] = (Py_UCS4)y;
    }
    return PyErr_Occurred() ? -1 : 0;
}

static inline double substitution(Py_UCS4 x, Py_UCS4 y)
{
    return x == y ? 0.0 : x < ASCII && y < ASCII ? costs[x][y] : 1.0;
}

static inline Py_UCS4 merge(Py_UCS4 letter)
{
    return letter < ASCII ? merged[letter] : letter;
}

/* Optimal string alignment by rows, for words of any letters. */
static Py_ssize_t edits_by_rows(Text a, Text b, int joined)
{
    Py_ssize_t stack[3 * (ROW + 1)], *rows = stack, width = b.size + 1;
    if (b.size > ROW && (rows = PyMem_RawMalloc(3 * (size_t)width * sizeof *rows)) == NULL)
        return a.size + b.size; /* no memory: far apart */
    Py_ssize_t *before_last = rows, *last = rows + width, *row = rows + 2 * width;
    for (Py_ssize_t j = 0; j <= b.size; j++)
        last[j] = j;
    Py_UCS4 previous = 0;
    for (Py_ssize_t i = 1; i <= a.size; i++) {
        Py_UCS4 x = LETTER(a, i - 1);
        if (joined)
            x = merge(x);
        row[0] = i;
        Py_UCS4 before = 0;
        for (Py_ssize_t j = 1; j <= b.size; j++) {
            Py_UCS4 y = LETTER(b, j - 1);
            if (joined)
                y = merge(y);
            Py_ssize_t cost = last[j - 1] + (x != y);
            if (last[j] + 1 < cost)
                cost = last[j] + 1;
            if (row[j - 1] + 1 < cost)
                cost = row[j - 1] + 1;
            if (i > 1 && j > 1 && x == before && y == previous && before_last[j - 2] + 1 < cost)
                cost = before_last[j - 2] + 1;
            row[j] = cost;
            before = y;
        }
        Py_ssize_t *free_row = before_last;
        before_last = last, last = row, row = free_row;
        previous = x;
    }
    Py_ssize_t found = last[b.size];
    if (rows != stack)
        PyMem_RawFree(rows);
    return found;
}

/* The same in one machine word (Hyyro 2003, bit-parallel Damerau distance), for ASCII words of up to WORD letters: of
 * each letter the places at which the first word has it, the size of that word, the other word, its letters' merging.
 * What is sure to be more than ``most`` comes out as most + 1: a letter more lessens the distance by one at best. */
static Py_ssize_t edits_by_pattern(const uint64_t *pattern, Py_ssize_t size, Text b, const Py_UCS4 *merge_of,
                                   Py_ssize_t most)
{
    uint64_t plus = ~(uint64_t)0, minus = 0, same = 0, pattern_before = 0;
    const uint64_t end = (uint64_t)1 << (size - 1);
    const Py_UCS1 *y = b.data;
    Py_ssize_t found = size;
    for (Py_ssize_t j = 0; j < b.size; j++) {
        uint64_t here = pattern[merge_of ? merge_of[y[j]] : y[j]];
        uint64_t swapped = (((~same) & here) << 1) & pattern_before;
        same = (((here & plus) + plus) ^ plus) | here | minus | swapped;
        uint64_t up = minus | ~(same | plus), down = same & plus;
        found += (up & end) != 0;
        found -= (down & end) != 0;
        up = (up << 1) | 1;
        plus = (down << 1) | ~(same | up);
        minus = up & same;
        pattern_before = here;
        if (found - (b.size - 1 - j) > most)
            return most + 1;
    }
    return found;
}

static Py_ssize_t edits_in_bits(Text a, Text b, int joined, Py_ssize_t most)
{
    static uint64_t pattern[ASCII]; /* all 0 between two calls */
    const Py_UCS1 *x = a.data;
    for (Py_ssize_t i = 0; i < a.size; i++)
        pattern[joined ? merged[x[i]] : x[i]] |= (uint64_t)1 << i;
    Py_ssize_t found = edits_by_pattern(pattern, a.size, b, joined ? merged : NULL, most);
    for (Py_ssize_t i = 0; i < a.size; i++)
        pattern[joined ? merged[x[i]] : x[i]] = 0;
    return found;
}

static int is_ascii(Text text)
{
    if (text.kind != PyUnicode_1BYTE_KIND)
        return 0;
    const Py_UCS1 *letters = text.data;
    Py_ssize_t i = 0;
    for (; i + 8 <= text.size; i += 8)
        if (u64_at(letters + i) & 0x8080808080808080ULL)
            return 0;
    for (; i < text.size; i++)
        if (letters[i] >= ASCII)
            return 0;
    return 1;
}

static Py_ssize_t edits_between(Text a, Text b, int joined, Py_ssize_t most)
{
    if (a.size == 0 || b.size == 0)
        return a.size + b.size;
    return a.size <= WORD && is_ascii(a) && is_ascii(b) ? edits_in_bits(a, b, joined, most) : edits_by_rows(a, b, joined);
}

void prepare(Text word, Prepared *prepared)
{
    prepared->word = word;
    prepared->quick = word.size > 0 && word.size <= WORD && is_ascii(word);
    if (prepared->quick) {
        memset(prepared->pattern, 0, sizeof prepared->pattern);
        for (Py_ssize_t i = 0; i < word.size; i++)
            prepared->pattern[((const Py_UCS1 *)word.data)[i]] |= (uint64_t)1 << i;
    }
}

Py_ssize_t edits_to(const Prepared *prepared, Text other, Py_ssize_t most)
{
    Py_ssize_t size = prepared->word.size;
    if ((size > other.size ? size - other.size : other.size - size) > most)
        return most + 1;
    if (!prepared->quick || other.size == 0 || !is_ascii(other))
        return edits_of(prepared->word, other);
    return edits_by_pattern(prepared->pattern, size, other, NULL, most);
}

Py_ssize_t edits_of(Text a, Text b)
{
    return edits_between(a, b, 0, a.size + b.size);
}

/* The weighted distance of a[start:end_a] and b[start:end_b]; more than limit comes out as limit + 1. */
static double weighted(Text a, Text b, Py_ssize_t start, Py_ssize_t end_a, Py_ssize_t end_b, double limit)
{
    Py_ssize_t width = end_b - start + 1;
    double stack[3 * (ROW + 1)], *rows = stack;
    if (width > ROW && (rows = PyMem_RawMalloc(3 * (size_t)width * sizeof *rows)) == NULL)
        return limit + 1.0;
    double *before_last = rows, *last = rows + width, *row = rows + 2 * width;
    for (Py_ssize_t j = 0; j < width; j++)
        last[j] = (double)j;
    double found = 0.0;
    for (Py_ssize_t i = 1; i <= end_a - start; i++) {
        Py_UCS4 x = LETTER(a, start + i - 1);
        double best = row[0] = (double)i;
        for (Py_ssize_t j = 1; j < width; j++) {
            Py_UCS4 y = LETTER(b, start + j - 1);
            double cost = last[j - 1] + substitution(x, y);
            if (last[j] + 1.0 < cost)
                cost = last[j] + 1.0;
            if (row[j - 1] + 1.0 < cost)
                cost = row[j - 1] + 1.0;
            if (i > 1 && j > 1 && x != y && x == LETTER(b, start + j - 2) && y == LETTER(a, start + i - 2) &&
                before_last[j - 2] + 1.0 < cost)
                cost = before_last[j - 2] + 1.0;
            row[j] = cost;
            if (cost < best)
                best = cost;
        }
        if (best > limit) {
            found = limit + 1.0;
            goto done;
        }
        double *free_row = before_last;
        before_last = last, last = row, row = free_row;
    }
    found = last[width - 1];
done:
    if (rows != stack)
        PyMem_RawFree(rows);
    return found;
}

static int same_text(Text a, Text b)
{
    if (a.size != b.size)
        return 0;
    for (Py_ssize_t i = 0; i < a.size; i++)
        if (LETTER(a, i) != LETTER(b, i))
            return 0;
    return 1;
}

double likeness_of(Text a, Text b)
{
    if (same_text(a, b))
        return 1.0;
    Py_ssize_t longest = a.size > b.size ? a.size : b.size, shortest = a.size > b.size ? b.size : a.size;
    if (shortest < 3 || longest - shortest > 2 + longest / 4)
        return 0.0;
    double sharp = longest <= short_word ? 1.5 : longest == short_word + 1 ? 1.2 : 1.0;
    Py_UCS4 x = LETTER(a, 0), y = LETTER(b, 0);
    double first = x != y && substitution(x, y) == 1.0 ? half : 0.0;
    double limit = (double)longest * (1.0 - least_likeness) / sharp - first + epsilon;
    /* Letters taken for one another bring words nearer: if they are too far apart even so, they are. */
    double apart = (double)edits_between(a, b, 1, (Py_ssize_t)limit);
    if (apart > limit)
        return 0.0;
    double plain = (double)edits_between(a, b, 0, longest), cost = plain;
    if (plain * half > limit)
        return 0.0;
    if (apart != plain && !((plain + apart) * half > limit)) {
        Py_ssize_t start = 0, end_a = a.size, end_b = b.size;
        while (start < a.size && start < b.size && LETTER(a, start) == LETTER(b, start))
            start++;
        while (end_a > start && end_b > start && LETTER(a, end_a - 1) == LETTER(b, end_b - 1))
            end_a--, end_b--;
        cost = weighted(a, b, start, end_a, end_b, limit);
    }
    return cost > limit ? 0.0 : 1.0 - sharp * (cost + first) / (double)longest;
}

PyObject *native_likeness(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    if (count != 2 || !PyUnicode_Check(args[0]) || !PyUnicode_Check(args[1])) {
        PyErr_SetString(PyExc_TypeError, "likeness: two strings");
        return NULL;
    }
    return PyFloat_FromDouble(likeness_of(text_of(args[0]), text_of(args[1])));
}
