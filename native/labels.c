/* A label read from its record: leadcli/index/records.py. Of JSON only what write_label writes is understood; anything
 * else makes read_label return None, and Python reads it. */
#include "json.h"
#include <string.h>

enum { TEXT, FOLD, STEM, WORD_KIND, WEIGHT, SEGMENT };
enum { RAW, WORDS, FORMS, PLACES, KEY, ACRONYMS, BRANCH, PERSON, GENERIC, BARE, VARIANTS };
enum { LABEL_KIND, LABEL_TEXT, NAME, CLIENT, GROUP, FAMILY, CITIES, TOLD, NEAR };
enum { WEIGHTS = 16 };

static Layout word_layout, form_layout, mention_layout, name_layout, label_layout;
static PyObject *word_kinds, *label_kinds, *nothing;
static struct { char text[8]; PyObject *value; } weights[WEIGHTS]; /* the few weights that words have */
static int weights_known = 0, ready = 0;

PyObject *native_configure_labels(PyObject *module, PyObject *settings)
{
    ready = 0;
    if (!PyDict_Check(settings)) {
        PyErr_SetString(PyExc_TypeError, "configure_labels: a dict");
        return NULL;
    }
    if (layout_of(settings, "Word", "text fold stem kind weight segment", &word_layout) < 0 ||
        layout_of(settings, "Form", "text kind", &form_layout) < 0 ||
        layout_of(settings, "Mention", "name kind country strong adjective start end text", &mention_layout) < 0 ||
        layout_of(settings, "Name", "raw words forms places key acronyms branch person generic bare variants",
                  &name_layout) < 0 ||
        layout_of(settings, "Label", "kind text name client_id group_id family cities told near", &label_layout) < 0)
        return NULL;
    PyObject *kinds = setting(settings, "WORD_KINDS"), *of_labels = setting(settings, "KINDS");
    if (kinds == NULL || of_labels == NULL)
        return NULL;
    if (!PyTuple_Check(kinds) || !PyTuple_Check(of_labels)) {
        PyErr_SetString(PyExc_TypeError, "WORD_KINDS, KINDS: tuples");
        return NULL;
    }
    static const char *const order[] = {"core", "weak", "number", "place", "branch", "person", "noise"};
    Py_ssize_t known = (Py_ssize_t)(sizeof order / sizeof *order);
    int other = PyTuple_GET_SIZE(kinds) != known;
    for (Py_ssize_t i = 0; i < known && !other; i++)
        other = PyUnicode_CompareWithASCIIString(PyTuple_GET_ITEM(kinds, i), order[i]) != 0;
    if (other) {
        PyErr_SetString(PyExc_ValueError, "WORD_KINDS: other kinds, or another order, than the core knows");
        return NULL;
    }
    Py_XSETREF(word_kinds, Py_NewRef(kinds));
    Py_XSETREF(label_kinds, Py_NewRef(of_labels));
    if (nothing == NULL && (nothing = PyTuple_New(0)) == NULL)
        return NULL;
    ready = 1;
    Py_RETURN_NONE;
}

/* --- parts of a record ------------------------------------------------------------------------------------------------- */
static PyObject *read_weight(Reader *reader)
{
    char text[8] = {0};
    size_t size = 0;
    while (reader->at < reader->end && strchr("0123456789.", *reader->at) && size < sizeof text - 1)
        text[size++] = *reader->at++;
    for (int i = 0; i < weights_known; i++)
        if (memcmp(weights[i].text, text, sizeof text) == 0)
            return Py_NewRef(weights[i].value);
    if (!strchr(text, '.')) { /* not as a float is written */
        reader->strange = 1;
        return NULL;
    }
    double value = PyOS_string_to_double(text, NULL, NULL);
    if (value == -1.0 && PyErr_Occurred()) {
        PyErr_Clear();
        reader->strange = 1;
        return NULL;
    }
    PyObject *found = PyFloat_FromDouble(value);
    if (found != NULL && weights_known < WEIGHTS) {
        memcpy(weights[weights_known].text, text, sizeof text);
        weights[weights_known++].value = Py_NewRef(found);
    }
    return found;
}

static PyObject *kind_of(Reader *reader, PyObject *kinds)
{
    long kind = read_whole(reader);
    if (reader->strange || kind >= PyTuple_GET_SIZE(kinds)) {
        reader->strange = 1;
        return NULL;
    }
    return Py_NewRef(PyTuple_GET_ITEM(kinds, kind));
}

/* A list of what ``read`` reads, as a tuple. */
static PyObject *read_tuple(Reader *reader, PyObject *(*read)(Reader *))
{
    if (expect(reader, '[') < 0)
        return NULL;
    if (next_is(reader, ']'))
        return Py_NewRef(nothing);
    PyObject *items[64], *found = NULL;
    Py_ssize_t count = 0;
    do {
        if (count == 64) {
            reader->strange = 1;
            goto done;
        }
        if ((items[count] = read(reader)) == NULL)
            goto done;
        count++;
    } while (next_is(reader, ','));
    if (expect(reader, ']') == 0 && (found = PyTuple_New(count)) != NULL)
        for (Py_ssize_t i = 0; i < count; i++)
            PyTuple_SET_ITEM(found, i, Py_NewRef(items[i]));
done:
    while (count > 0)
        Py_DECREF(items[--count]);
    return found;
}

static PyObject *read_set(Reader *reader)
{
    if (expect(reader, '[') < 0)
        return NULL;
    PyObject *found = PyFrozenSet_New(NULL);
    if (found == NULL || next_is(reader, ']'))
        return found;
    do {
        PyObject *item = read_string(reader);
        int failed = item == NULL || PySet_Add(found, item) < 0; /* it is new: nobody else has it yet */
        Py_XDECREF(item);
        if (failed) {
            Py_DECREF(found);
            return NULL;
        }
    } while (next_is(reader, ','));
    if (expect(reader, ']') < 0)
        Py_CLEAR(found);
    return found;
}

/* --- records ---------------------------------------------------------------------------------------------------------- */
/* Puts a value into a field; -1 when there is none. */
static int put(PyObject *object, const Layout *layout, int field, PyObject *value)
{
    FIELD(object, layout->at[field]) = value;
    return value == NULL ? -1 : 0;
}

static PyObject *read_word(Reader *reader)
{
    PyObject *word = new_record(&word_layout);
    if (word == NULL || expect(reader, '[') < 0 || put(word, &word_layout, TEXT, read_string(reader)) < 0 ||
        expect(reader, ',') < 0 || put(word, &word_layout, FOLD, read_string(reader)) < 0 || expect(reader, ',') < 0 ||
        put(word, &word_layout, STEM, read_string(reader)) < 0 || expect(reader, ',') < 0 ||
        put(word, &word_layout, WORD_KIND, kind_of(reader, word_kinds)) < 0 || expect(reader, ',') < 0 ||
        put(word, &word_layout, WEIGHT, read_weight(reader)) < 0 || expect(reader, ',') < 0 ||
        put(word, &word_layout, SEGMENT, number_of(reader)) < 0 || expect(reader, ']') < 0)
        Py_CLEAR(word);
    return word;
}

static PyObject *read_form(Reader *reader)
{
    PyObject *form = new_record(&form_layout);
    if (form == NULL || expect(reader, '[') < 0 || put(form, &form_layout, 0, read_string(reader)) < 0 ||
        expect(reader, ',') < 0 || put(form, &form_layout, 1, read_string(reader)) < 0 || expect(reader, ']') < 0)
        Py_CLEAR(form);
    return form;
}

static PyObject *read_mention(Reader *reader)
{
    static PyObject *(*const reads[8])(Reader *) = {read_string, read_string, read_string, read_truth,
                                                    read_truth,  number_of,   number_of,   read_string};
    PyObject *mention = new_record(&mention_layout);
    int failed = mention == NULL || expect(reader, '[') < 0;
    for (int field = 0; field < 8 && !failed; field++)
        failed = (field && expect(reader, ',') < 0) || put(mention, &mention_layout, field, reads[field](reader)) < 0;
    if (failed || expect(reader, ']') < 0)
        Py_CLEAR(mention);
    return mention;
}

static PyObject *truth(long flags, int bit)
{
    return PyBool_FromLong(flags >> bit & 1);
}

static PyObject *label_of(Reader *reader)
{
    PyObject *label = new_record(&label_layout), *name = new_record(&name_layout), *text = NULL;
    const Layout *l = &label_layout, *n = &name_layout;
    if (label == NULL || name == NULL || expect(reader, '[') < 0 ||
        put(label, l, LABEL_KIND, kind_of(reader, label_kinds)) < 0 || expect(reader, ',') < 0 ||
        (text = read_string(reader)) == NULL || expect(reader, ',') < 0 ||
        put(label, l, CLIENT, read_string(reader)) < 0 || expect(reader, ',') < 0 ||
        put(label, l, GROUP, read_string(reader)) < 0 || expect(reader, ',') < 0 ||
        put(label, l, FAMILY, read_string(reader)) < 0 || expect(reader, ',') < 0 ||
        put(label, l, CITIES, read_tuple(reader, read_string)) < 0 || expect(reader, ',') < 0 ||
        put(label, l, TOLD, read_set(reader)) < 0 || expect(reader, ',') < 0 ||
        put(label, l, NEAR, read_set(reader)) < 0 || expect(reader, ',') < 0 ||
        put(name, n, WORDS, read_tuple(reader, read_word)) < 0 || expect(reader, ',') < 0 ||
        put(name, n, FORMS, read_tuple(reader, read_form)) < 0 || expect(reader, ',') < 0 ||
        put(name, n, PLACES, read_tuple(reader, read_mention)) < 0 || expect(reader, ',') < 0 ||
        put(name, n, KEY, read_string(reader)) < 0 || expect(reader, ',') < 0 ||
        put(name, n, ACRONYMS, read_set(reader)) < 0 || expect(reader, ',') < 0)
        goto failed;
    long flags = read_whole(reader);
    if (reader->strange || expect(reader, ']') < 0 || reader->at != reader->end) {
        reader->strange = 1;
        goto failed;
    }
    put(name, n, RAW, Py_NewRef(text));
    put(name, n, BRANCH, truth(flags, 0));
    put(name, n, PERSON, truth(flags, 1));
    put(name, n, GENERIC, truth(flags, 2));
    put(name, n, BARE, truth(flags, 3));
    put(name, n, VARIANTS, Py_NewRef(nothing));
    put(label, l, LABEL_TEXT, text);
    put(label, l, NAME, name);
    return label;
failed:
    Py_XDECREF(text);
    Py_XDECREF(name);
    Py_XDECREF(label);
    return NULL;
}

PyObject *label_from(const char *data, uint32_t size)
{
    if (!ready)
        return NULL;
    Reader reader = {data, data + size, 0, 0};
    PyObject *label = label_of(&reader);
    if (label == NULL && PyErr_Occurred() && PyErr_ExceptionMatches(PyExc_UnicodeDecodeError))
        PyErr_Clear();
    return label;
}

PyObject *name_of_label(PyObject *label)
{
    return FIELD(label, label_layout.at[NAME]);
}

/* read_label(record): the label, or None when Python must read it. */
PyObject *native_read_label(PyObject *module, PyObject *record)
{
    if (!ready || !PyBytes_Check(record)) {
        PyErr_SetString(PyExc_TypeError, "read_label: bytes");
        return NULL;
    }
    PyObject *label = label_from(PyBytes_AS_STRING(record), (uint32_t)PyBytes_GET_SIZE(record));
    return label == NULL && !PyErr_Occurred() ? Py_NewRef(Py_None) : label;
}
