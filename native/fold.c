/* The folded writing of a Russian word, and of several written together: leadcli/names/fold.py, together of company.py.
 * Words of other scripts are left to Python. */
#include "compare.h"

#define PAIRS 32
#define FIRST 0x400
#define LETTERS 0x130 /* of the Cyrillic block and its supplement */
#define LONGEST 512

static struct { Py_UCS4 first, second, by; } pairs[PAIRS];
static int pair_count = 0;
static struct { int known; Py_UCS4 by; } letters[LETTERS]; /* by: 0 for nothing */
static PyObject *f_fold;

/* configure_fold(pairs, letters): ((two letters, one), …), {letter: one letter or none}. */
PyObject *native_configure_fold(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    if (count != 2 || !PyTuple_Check(args[0]) || !PyDict_Check(args[1]) || PyTuple_GET_SIZE(args[0]) > PAIRS) {
        PyErr_SetString(PyExc_TypeError, "configure_fold: pairs, letters");
        return NULL;
    }
    pair_count = 0;
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

/* Folds letters in place; returns how many are left, -1 when none is Cyrillic: Python folds those. */
static Py_ssize_t fold_letters(Py_UCS4 *text, Py_ssize_t size)
{
    Py_ssize_t out = 0;
    int cyrillic = 0;
    for (Py_ssize_t i = 0; i < size; i++)
        cyrillic |= is_known(text[i]);
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
        if (letter && (out == 0 || text[out - 1] != letter))
            text[out++] = letter;
    }
    return out;
}

/* fold(word): None for a word without Cyrillic letters. */
PyObject *native_fold(PyObject *module, PyObject *word)
{
    if (!PyUnicode_Check(word)) {
        PyErr_SetString(PyExc_TypeError, "fold: a string");
        return NULL;
    }
    Py_UCS4 text[LONGEST];
    Py_ssize_t size = PyUnicode_GET_LENGTH(word);
    if (size > LONGEST || PyUnicode_KIND(word) == PyUnicode_1BYTE_KIND)
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
