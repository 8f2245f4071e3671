/* The folded writing of a Russian word: leadcli/names/fold.py. Words of other scripts are left to Python. */
#include "native.h"

#define PAIRS 32
#define FIRST 0x400
#define LETTERS 0x130 /* of the Cyrillic block and its supplement */
#define LONGEST 512

static struct { Py_UCS4 first, second, by; } pairs[PAIRS];
static int pair_count = 0;
static struct { int known; Py_UCS4 by; } letters[LETTERS]; /* by: 0 for nothing */

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

/* fold(word): None for a word without Cyrillic letters. */
PyObject *native_fold(PyObject *module, PyObject *word)
{
    if (!PyUnicode_Check(word)) {
        PyErr_SetString(PyExc_TypeError, "fold: a string");
        return NULL;
    }
    Py_UCS4 text[LONGEST];
    Py_ssize_t size = PyUnicode_GET_LENGTH(word), out = 0;
    int cyrillic = 0;
    if (size > LONGEST || PyUnicode_KIND(word) == PyUnicode_1BYTE_KIND)
        Py_RETURN_NONE;
    for (Py_ssize_t i = 0; i < size; i++)
        cyrillic |= is_known(text[i] = PyUnicode_READ_CHAR(word, i));
    if (!cyrillic)
        Py_RETURN_NONE;
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
    return PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, text, out);
}
