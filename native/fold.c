/* The folded writing of a Russian word or of one of the letters a to z, and of several written together:
 * leadcli/names/fold.py, together of company.py. Other words are left to Python. */
#include "compare.h"

#define PAIRS 32
#define FIRST 0x400
#define LETTERS 0x130 /* of the Cyrillic block and its supplement */
#define LONGEST 512
#define CLUSTERS 64
#define LATIN 64 /* letters of a Latin word; it may grow to twice as many */
enum { LONGEST_CLUSTER = 8 };

static struct { Py_UCS4 first, second, by; } pairs[PAIRS];
static int pair_count = 0;
static struct { int known; Py_UCS4 by; } letters[LETTERS]; /* by: 0 for nothing */
static struct { char from[LONGEST_CLUSTER], to[LONGEST_CLUSTER]; } clusters[CLUSTERS];
static int cluster_count = 0;
static PyObject *f_fold;

/* ((letters, letters), …), of ASCII, which make a word no longer than twice. */
static int configure_clusters(PyObject *told)
{
    if (PyTuple_GET_SIZE(told) > CLUSTERS) {
        PyErr_SetString(PyExc_ValueError, "configure_fold: too many clusters");
        return -1;
    }
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(told); i++) {
        const char *from, *to;
        if (!PyArg_ParseTuple(PyTuple_GET_ITEM(told, i), "ss", &from, &to))
            return -1;
        size_t size = strlen(from);
        if (size == 0 || size >= LONGEST_CLUSTER || strlen(to) > (size == 1 ? 2 : size) || (strlen(to) > size && *from != 'x')) {
            PyErr_SetString(PyExc_ValueError, "configure_fold: short clusters");
            return -1;
        }
        strcpy(clusters[i].from, from);
        strcpy(clusters[i].to, to);
    }
    cluster_count = (int)PyTuple_GET_SIZE(told);
    return 0;
}

/* configure_fold(pairs, letters, clusters): ((two letters, one), …), {letter: one letter or none}. */
PyObject *native_configure_fold(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    if (count != 3 || !PyTuple_Check(args[0]) || !PyDict_Check(args[1]) || !PyTuple_Check(args[2]) ||
        PyTuple_GET_SIZE(args[0]) > PAIRS) {
        PyErr_SetString(PyExc_TypeError, "configure_fold: pairs, letters, clusters");
        return NULL;
    }
    pair_count = 0;
    if (configure_clusters(args[2]) < 0)
        return NULL;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(args[0]); i++) {
        PyObject *two, *one;
        if (!PyArg_ParseTuple(PyTuple_GET_ITEM(args[0], i), "UU", &two, &one))
            return NULL;
        if (PyUnicode_GET_LENGTH(two) != 2 || PyUnicode_GET_LENGTH(one) != 1) {
            PyErr_SetString(PyExc_ValueError, "configure_fold: two letters for one");
            return NULL;
        }
        pairs[i].first = PyUnicode_READ_CHAR(two, 0), pairs[i].second = PyUnicode_READ_CHAR(two, 1);
        pairs[i].by = PyUnicode_READ_CHAR(one, 0);
    }
    for (int i = 0; i < LETTERS; i++)
        letters[i].known = 0;
    PyObject *from, *to;
    Py_ssize_t at = 0;
    while (PyDict_Next(args[1], &at, &from, &to)) {
        Py_UCS4 letter = PyUnicode_READ_CHAR(from, 0);
        if (letter < FIRST || letter >= FIRST + LETTERS || PyUnicode_GET_LENGTH(to) > 1) {
            PyErr_SetString(PyExc_ValueError, "configure_fold: a Cyrillic letter for one or none");
            return NULL;
        }
        letters[letter - FIRST].known = 1;
        letters[letter - FIRST].by = PyUnicode_GET_LENGTH(to) ? PyUnicode_READ_CHAR(to, 0) : 0;
    }
    pair_count = (int)PyTuple_GET_SIZE(args[0]);
    Py_RETURN_NONE;
}

static int is_known(Py_UCS4 letter)
{
    return letter >= FIRST && letter < FIRST + LETTERS && letters[letter - FIRST].known;
}

/* Folds the letters of a Russian word in place; returns how many are left, -1 when none is Cyrillic. */
static Py_ssize_t fold_cyrillic(Py_UCS4 *text, Py_ssize_t size)
{
    Py_ssize_t out = 0;
    int cyrillic = 0;
    for (Py_ssize_t i = 0; i < size; i++) {
        cyrillic |= is_known(text[i]);
        if (text[i] >= 0x80 && !is_known(text[i]))
            return -1;
    }
    if (!cyrillic)
        return -1;
    for (int n = 0; n < pair_count; n++) {
        out = 0;
        for (Py_ssize_t i = 0; i < size; out++)
            if (i + 1 < size && text[i] == pairs[n].first && text[i + 1] == pairs[n].second) {
                text[out] = pairs[n].by;
                i += 2;
            }
            else
                text[out] = text[i++];
        size = out;
    }
    out = 0;
    for (Py_ssize_t i = 0; i < size; i++) {
        Py_UCS4 letter = is_known(text[i]) ? letters[text[i] - FIRST].by : text[i];
        if (letter)
            text[out++] = letter;
    }
    return out;
}

static int is_one_of(char letter, const char *some)
{
    return letter && strchr(some, letter) != NULL;
}

/* The sounds of a Latin word, _LATIN_SOUNDS in their order; the word ends with 0. */
static size_t sound_out(char *word, size_t size)
{
    static const char *const ends[] = {"ij", "iy", "yi", "yj", "ii", "ey", "ei", "ay", "ai"};
    size_t out = 0;
    for (size_t i = 0; i < size; i++) {
        word[out++] = word[i];
        if (word[i] == 'i' && word[i + 1] == 'e' && is_one_of(word[i + 2], "bcdfghjklmnprstvxz"))
            i++;
    }
    word[size = out] = 0;
    if (size >= 2 && strcmp(word + size - 2, "ie") == 0)
        word[size - 2] = 'e', word[--size] = 0;
    for (size_t n = 0; n < sizeof ends / sizeof *ends; n++)
        if (size >= 2 && strcmp(word + size - 2, ends[n]) == 0) {
            word[size - 2] = 'i', word[--size] = 0;
            break;
        }
    out = 0;
    for (size_t i = 0, run; i < size; i++) {
        for (run = i; is_one_of(word[run], "yij"); run++)
            ;
        if (i > 0 && run > i && is_one_of(word[run], "aou")) {
            i = run - 1;
            continue;
        }
        int mute = (i == 0 && word[0] == 'y' && is_one_of(word[1], "aou")) || (is_one_of(word[i], "yj") && word[i + 1] == 'e');
        if (!mute)
            word[out++] = word[i];
    }
    word[size = out] = 0;
    out = 0;
    char before = 0;
    for (size_t i = 0; i < size; i++) {
        char letter = word[i], after = word[i + 1];
        if (letter != 'h' || !is_one_of(before, "aeou") || (after && !is_one_of(after, "bcdfgklmnprstvz")))
            word[out++] = letter;
        before = letter;
    }
    word[out] = 0;
    return out;
}

/* Folds a word of the letters a to z in place, which has room for twice as many; returns how many are left, -1 for
 * another. */
static Py_ssize_t fold_latin(Py_UCS4 *text, Py_ssize_t size)
{
    char word[2 * LATIN + 2], next[2 * LATIN + 2];
    size_t length = size > LATIN ? 0 : (size_t)size, out;
    if (length == 0)
        return -1;
    for (size_t i = 0; i < length; i++) {
        if (text[i] < 'a' || text[i] > 'z')
            return -1;
        word[i] = (char)text[i];
    }
    word[length] = 0;
    for (int n = 0; n < cluster_count; n++) {
        size_t from = strlen(clusters[n].from), to = strlen(clusters[n].to);
        if (strstr(word, clusters[n].from) == NULL)
            continue;
        out = 0;
        for (size_t i = 0; i < length;)
            if (strncmp(word + i, clusters[n].from, from) == 0) {
                memcpy(next + out, clusters[n].to, to);
                out += to, i += from;
            }
            else
                next[out++] = word[i++];
        memcpy(word, next, out);
        word[length = out] = 0;
    }
    length = sound_out(word, length);
    for (size_t i = 0; i < length; i++)
        text[i] = (Py_UCS4)(word[i] == 'y' ? 'i' : word[i] == 'J' ? 'j' : word[i]);
    return (Py_ssize_t)length;
}

/* Folds letters in place, with room for LATIN more; returns how many are left, -1 when Python must fold them. */
static Py_ssize_t fold_letters(Py_UCS4 *text, Py_ssize_t size)
{
    Py_ssize_t left = fold_cyrillic(text, size), out = 0;
    if (left < 0)
        left = fold_latin(text, size);
    for (Py_ssize_t i = 0; i < left; i++)
        if (out == 0 || text[out - 1] != text[i])
            text[out++] = text[i];
    return left < 0 ? -1 : out;
}

/* fold(word): None for a word that is left to Python. */
PyObject *native_fold(PyObject *module, PyObject *word)
{
    if (!PyUnicode_Check(word)) {
        PyErr_SetString(PyExc_TypeError, "fold: a string");
        return NULL;
    }
    Py_UCS4 text[LONGEST + LATIN];
    Py_ssize_t size = PyUnicode_GET_LENGTH(word);
    if (size > LONGEST)
        Py_RETURN_NONE;
    for (Py_ssize_t i = 0; i < size; i++)
        text[i] = PyUnicode_READ_CHAR(word, i);
    if ((size = fold_letters(text, size)) < 0)
        Py_RETURN_NONE;
    return PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, text, size);
}

int configure_together(PyObject *settings)
{
    return object_setting(settings, "fold", &f_fold);
}

/* Folds the last letters of what is written, from a place on. */
static int fold_from(Written *written, Py_ssize_t start)
{
    Py_ssize_t size = fold_letters(written->letters + start, written->size - start);
    if (size >= 0) {
        written->size = start + size;
        return 0;
    }
    PyObject *word = PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, written->letters + start, written->size - start);
    PyObject *folded = word == NULL ? NULL : PyObject_CallOneArg(f_fold, word);
    Py_XDECREF(word);
    if (folded == NULL)
        return -1;
    written->size = start;
    Text text = text_of(folded);
    int failed = write_text(written, &text);
    Py_DECREF(folded);
    return failed;
}

int fold_written(Written *written)
{
    return fold_from(written, 0);
}

PyObject *string_written(const Written *written)
{
    return PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, written->letters, written->size);
}

int write_text(Written *written, const Text *text)
{
    if (text->size > WRITTEN - written->size)
        return 1;
    for (Py_ssize_t i = 0; i < text->size; i++)
        written->letters[written->size++] = LETTER(*text, i);
    return 0;
}

/* company.together of the words whose bits are set. */
int together_of(const W *words, int count, uint64_t bits, Written *written)
{
    int numbers = 0, failed = 0;
    written->size = 0;
    for (int i = 0; i < count; i++)
        numbers |= bits >> i & 1 && words[i].kind == NUMBER;
    if (!numbers) {
        int ascii = 0, other = 0;
        for (int i = 0; i < count; i++)
            if (bits >> i & 1 && write_text(written, &words[i].text))
                return 1;
        for (Py_ssize_t i = 0; i < written->size; i++)
            written->letters[i] < 0x80 ? (ascii = 1) : (other = 1);
        if (!ascii || !other)
            return written->size ? fold_from(written, 0) : 0;
        written->size = 0;
    }
    for (int i = 0; i < count && !failed; i++) {
        if (!(bits >> i & 1))
            continue;
        Py_ssize_t start = written->size;
        if (numbers && words[i].kind == NUMBER)
            failed = write_text(written, &words[i].fold);
        else if (!(failed = write_text(written, &words[i].text)) && written->size > start)
            failed = fold_from(written, start);
    }
    return failed;
}
