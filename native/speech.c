/* Sentences with their blanks filled, and reasons as JSON has them: leadcli/output/text/speech.py, as_json.py. What is
 * neither plain text, nor a list of it, nor a whole number is left to Python. */
#include "native.h"

#define PARTS 24

typedef struct {
    PyObject *string; /* owned */
    Py_ssize_t from, to;
} Part;

enum { EVIDENCE_SIGNAL, EVIDENCE_TEXT, EVIDENCE_WEIGHT };
enum { MESSAGE_TEXT, MESSAGE_ARGS, MESSAGE_PLURAL, MESSAGE_COUNT };
#define EVIDENCE(field) evidence_layout.at[EVIDENCE_##field]
#define MESSAGE(field) message_layout.at[MESSAGE_##field]

static Layout evidence_layout, message_layout;
static PyObject *shape, *key_signal, *key_text, *key_weight; /* of a reason in JSON: a dict to copy, and its keys */

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

/* --- reasons as JSON ---------------------------------------------------------------------------------------------- */
/* configure_told(settings): the classes of the records. */
PyObject *native_configure_told(PyObject *module, PyObject *settings)
{
    if (!PyDict_Check(settings)) {
        PyErr_SetString(PyExc_TypeError, "configure_told: a dict");
        return NULL;
    }
    if (layout_of(settings, "Evidence", "signal text weight", &evidence_layout) < 0 ||
        layout_of(settings, "Message", "text args plural count", &message_layout) < 0)
        return NULL;
    if (shape == NULL &&
        ((key_signal = PyUnicode_InternFromString("signal")) == NULL ||
         (key_text = PyUnicode_InternFromString("text")) == NULL ||
         (key_weight = PyUnicode_InternFromString("weight")) == NULL ||
         (shape = Py_BuildValue("{OOOOOO}", key_signal, Py_None, key_text, Py_None, key_weight, Py_None)) == NULL))
        return NULL;
    Py_RETURN_NONE;
}

/* Speech.say, of what was said before in the language; NULL without an error where Python must say it. */
static PyObject *sentence_of(PyObject *said, PyObject *texts, Py_ssize_t longest)
{
    if (!Py_IS_TYPE(said, message_layout.type))
        return NULL;
    PyObject *text = FIELD(said, MESSAGE(TEXT)), *args = FIELD(said, MESSAGE(ARGS));
    int counts = PyUnicode_GET_LENGTH(FIELD(said, MESSAGE(PLURAL))) > 0;
    PyObject *key = counts ? PyTuple_Pack(2, text, FIELD(said, MESSAGE(COUNT))) : Py_NewRef(text);
    PyObject *known = key == NULL ? NULL : PyDict_GetItemWithError(texts, key);
    Py_XDECREF(key);
    if (known == NULL || PyTuple_GET_SIZE(args) == 0)
        return Py_XNewRef(known);
    return filled(known, args, longest);
}

static PyObject *reason_of(PyObject *one, PyObject *texts, PyObject *say, Py_ssize_t longest)
{
    PyObject *said = FIELD(one, EVIDENCE(TEXT)), *text = sentence_of(said, texts, longest), *found = NULL;
    if (text == NULL && !PyErr_Occurred())
        text = PyObject_CallOneArg(say, said);
    if (text == NULL || (found = PyDict_Copy(shape)) == NULL ||
        PyDict_SetItem(found, key_signal, FIELD(one, EVIDENCE(SIGNAL))) < 0 ||
        PyDict_SetItem(found, key_text, text) < 0 ||
        PyDict_SetItem(found, key_weight, FIELD(one, EVIDENCE(WEIGHT))) < 0)
        Py_CLEAR(found);
    Py_XDECREF(text);
    return found;
}

/* told(evidence, known, texts, say, longest): as_json._evidence. known: the reasons told already, by id; texts:
 * sentences in the language; say: says others. */
PyObject *native_told(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    if (count != 5 || shape == NULL || !PyTuple_Check(args[0]) || !PyDict_Check(args[1]) || !PyDict_Check(args[2])) {
        PyErr_SetString(PyExc_TypeError, "told: evidence, known, texts, say, longest");
        return NULL;
    }
    Py_ssize_t longest = PyLong_AsSsize_t(args[4]), size = PyTuple_GET_SIZE(args[0]);
    if (longest == -1 && PyErr_Occurred())
        return NULL;
    PyObject *told = PyList_New(size);
    for (Py_ssize_t n = 0; n < size && told != NULL; n++) {
        PyObject *one = PyTuple_GET_ITEM(args[0], n), *id = PyLong_FromVoidPtr(one);
        PyObject *found = id == NULL ? NULL : Py_XNewRef(PyDict_GetItemWithError(args[1], id));
        if (found == NULL && !PyErr_Occurred() && Py_IS_TYPE(one, evidence_layout.type) &&
            (found = reason_of(one, args[2], args[3], longest)) != NULL && PyDict_SetItem(args[1], id, found) < 0)
            Py_CLEAR(found);
        Py_XDECREF(id);
        if (found == NULL)
            Py_CLEAR(told);
        else
            PyList_SET_ITEM(told, n, found);
    }
    return told == NULL && !PyErr_Occurred() ? Py_NewRef(Py_None) : told;
}
