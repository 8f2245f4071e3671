/* A sentence with its blanks filled: leadcli/render/speech.py. What is not plain text is left to Python. */
#include "native.h"

#define PARTS 24

typedef struct {
    PyObject *string;
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
        if (letter < 0x80 ? letter < 0x20 || letter == 0x7F : !Py_UNICODE_ISPRINTABLE(letter))
            return 0;
        if (letter == ' ' && before == ' ')
            return 0;
        before = letter;
    }
    return text.size == 0 || before != ' ';
}

/* The value of a blank, borrowed; NULL where it is left to Python. */
static PyObject *value_of_blank(PyObject *text, Py_ssize_t from, Py_ssize_t to, PyObject *args)
{
    for (Py_ssize_t n = 0; n < PyTuple_GET_SIZE(args); n++) {
        PyObject *pair = PyTuple_GET_ITEM(args, n);
        if (!PyTuple_Check(pair) || PyTuple_GET_SIZE(pair) != 2 || !PyUnicode_Check(PyTuple_GET_ITEM(pair, 0)))
            return NULL;
        PyObject *name = PyTuple_GET_ITEM(pair, 0), *value = PyTuple_GET_ITEM(pair, 1);
        if (PyUnicode_GET_LENGTH(name) != to - from)
            continue;
        Py_ssize_t same = 0;
        while (same < to - from && PyUnicode_READ_CHAR(name, same) == PyUnicode_READ_CHAR(text, from + same))
            same++;
        if (same == to - from)
            return PyUnicode_CheckExact(value) ? value : NULL;
    }
    return NULL;
}

/* fill(text, args, longest): the sentence, or None where a blank holds no plain text. args: pairs of names and values. */
PyObject *native_fill(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    if (count != 3 || !PyUnicode_Check(args[0]) || !PyTuple_Check(args[1])) {
        PyErr_SetString(PyExc_TypeError, "fill: text, args, longest");
        return NULL;
    }
    PyObject *text = args[0];
    Py_ssize_t longest = PyLong_AsSsize_t(args[2]), size = PyUnicode_GET_LENGTH(text), from = 0, total = 0;
    Part parts[PARTS];
    int used = 0;
    Py_UCS4 largest = PyUnicode_MAX_CHAR_VALUE(text);
    if (longest == -1 && PyErr_Occurred())
        return NULL;
    for (Py_ssize_t at = 0; at <= size; at++) {
        Py_UCS4 letter = at < size ? PyUnicode_READ_CHAR(text, at) : '{';
        if (letter == '}')
            Py_RETURN_NONE;
        if (letter != '{')
            continue;
        if (used + 2 > PARTS)
            Py_RETURN_NONE;
        if (at > from) {
            Part written = {text, from, at};
            parts[used++] = written, total += at - from;
        }
        if (at == size)
            break;
        Py_ssize_t end = PyUnicode_FindChar(text, '}', at, size, 1);
        PyObject *value = end < 0 ? NULL : value_of_blank(text, at + 1, end, args[1]);
        if (value == NULL || !is_plain(value, longest))
            Py_RETURN_NONE;
        Part said = {value, 0, PyUnicode_GET_LENGTH(value)};
        parts[used++] = said, total += said.to;
        largest = PyUnicode_MAX_CHAR_VALUE(value) > largest ? PyUnicode_MAX_CHAR_VALUE(value) : largest;
        from = end + 1, at = end;
    }
    PyObject *found = PyUnicode_New(total, largest);
    Py_ssize_t place = 0;
    for (int n = 0; n < used && found != NULL; n++) {
        Py_ssize_t part = parts[n].to - parts[n].from;
        if (part && PyUnicode_CopyCharacters(found, place, parts[n].string, parts[n].from, part) < 0)
            Py_CLEAR(found);
        place += part;
    }
    return found;
}
