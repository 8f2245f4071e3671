/* Sentences with their blanks filled: leadcli/output/text/speech.py. What is neither plain text, nor a list of it, nor a
 * whole number is left to Python. */
#include "native.h"

#define PARTS 24

typedef struct {
    PyObject *string; /* owned */
    Py_ssize_t from, to;
} Part;

/* safe.safe of a text that needs nothing: printable, on one line, blanks single, none at an end. */
static int is_plain(PyObject *string, Py_ssize_t longest)
{
    Text text = text_of(string);
    if (text.size > longest)
        return 0;
    Py_UCS4 before = ' '; /* a blank at the beginning is one after a blank */
    for (Py_ssize_t i = 0; i < text.size; i++) {
        Py_UCS4 letter = LETTER(text, i);
        int russian = letter >= 0x410 && letter < 0x450;
        if (letter < 0x80 ? letter < 0x20 || letter == 0x7F : !russian && !Py_UNICODE_ISPRINTABLE(letter))
            return 0;
        if (letter == ' ' && before == ' ')
            return 0;
        before = letter;
    }
    return text.size == 0 || before != ' ';
}

/* What a value says; NULL without an error where it is left to Python. */
static PyObject *said_by(PyObject *value, Py_ssize_t longest)
{
    static PyObject *comma;
    if (PyTuple_CheckExact(value)) {
        for (Py_ssize_t n = 0; n < PyTuple_GET_SIZE(value); n++)
            if (!PyUnicode_CheckExact(PyTuple_GET_ITEM(value, n)) || !is_plain(PyTuple_GET_ITEM(value, n), longest))
                return NULL;
        if (comma == NULL && (comma = PyUnicode_InternFromString(", ")) == NULL)
            return NULL;
        return PyUnicode_Join(comma, value);
    }
    if (!PyUnicode_CheckExact(value) && !PyLong_CheckExact(value))
        return NULL;
    PyObject *text = PyObject_Str(value);
    if (text != NULL && !is_plain(text, longest))
        Py_CLEAR(text);
    return text;
}

/* What a blank says; NULL without an error where it is left to Python. */
static PyObject *said_in(PyObject *text, Py_ssize_t from, Py_ssize_t to, PyObject *args, Py_ssize_t longest)
{
    for (Py_ssize_t n = 0; n < PyTuple_GET_SIZE(args); n++) {
        PyObject *pair = PyTuple_GET_ITEM(args, n);
        if (!PyTuple_Check(pair) || PyTuple_GET_SIZE(pair) != 2 || !PyUnicode_Check(PyTuple_GET_ITEM(pair, 0)))
            return NULL;
        PyObject *name = PyTuple_GET_ITEM(pair, 0);
        if (PyUnicode_GET_LENGTH(name) != to - from)
            continue;
        Py_ssize_t same = 0;
        while (same < to - from && PyUnicode_READ_CHAR(name, same) == PyUnicode_READ_CHAR(text, from + same))
            same++;
        if (same == to - from)
            return said_by(PyTuple_GET_ITEM(pair, 1), longest);
    }
    return NULL;
}

/* The text cut at its blanks, with what they say in between: how many parts, -1 where it is left to Python. */
static int parts_of(PyObject *text, PyObject *args, Py_ssize_t longest, Part *parts)
{
    Text all = text_of(text);
    Py_ssize_t size = all.size, from = 0;
    int used = 0;
    for (Py_ssize_t at = 0; at <= size; at++) {
        Py_UCS4 letter = at < size ? LETTER(all, at) : '{';
        if (letter == '}')
            goto left;
        if (letter != '{')
            continue;
        if (used + 2 > PARTS)
            goto left;
        if (at > from) {
            Part written = {Py_NewRef(text), from, at};
            parts[used++] = written;
        }
        if (at == size)
            break;
        Py_ssize_t end = PyUnicode_FindChar(text, '}', at, size, 1);
        PyObject *value = end < 0 ? NULL : said_in(text, at + 1, end, args, longest);
        if (value == NULL)
            goto left;
        Part said = {value, 0, PyUnicode_GET_LENGTH(value)};
        parts[used++] = said;
        from = end + 1, at = end;
    }
    return used;
left:
    while (used > 0)
        Py_DECREF(parts[--used].string);
    return -1;
}

/* The sentence; NULL without an error where it is left to Python. args: pairs of names and values. */
static PyObject *filled(PyObject *text, PyObject *args, Py_ssize_t longest)
{
    Part parts[PARTS];
    int used = parts_of(text, args, longest, parts);
    if (used < 0)
        return NULL;
    Py_UCS4 largest = 0;
    Py_ssize_t total = 0, place = 0;
    for (int n = 0; n < used; n++) {
        Py_UCS4 most = PyUnicode_MAX_CHAR_VALUE(parts[n].string);
        largest = most > largest ? most : largest, total += parts[n].to - parts[n].from;
    }
    PyObject *found = PyUnicode_New(total, largest);
    for (int n = 0; n < used; n++) {
        Py_ssize_t part = parts[n].to - parts[n].from;
        if (found != NULL && part && PyUnicode_CopyCharacters(found, place, parts[n].string, parts[n].from, part) < 0)
            Py_CLEAR(found);
        place += part;
        Py_DECREF(parts[n].string);
    }
    return found;
}

/* fill(text, args, longest): the sentence, or None where Python must fill it. */
PyObject *native_fill(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    if (count != 3 || !PyUnicode_Check(args[0]) || !PyTuple_Check(args[1])) {
        PyErr_SetString(PyExc_TypeError, "fill: text, args, longest");
        return NULL;
    }
    Py_ssize_t longest = PyLong_AsSsize_t(args[2]);
    if (longest == -1 && PyErr_Occurred())
        return NULL;
    PyObject *found = filled(args[0], args[1], longest);
    return found == NULL && !PyErr_Occurred() ? Py_NewRef(Py_None) : found;
}
