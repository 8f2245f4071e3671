/* Clients and groups read from their records: leadcli/resolution/compiled/card_records.py. */
#include "json.h"

#define FIELDS 32
enum { PLACE_PARTS = 4 };

static PyObject *place_of(Reader *reader, PyObject *place_class)
{
    PyObject *parts[PLACE_PARTS] = {NULL}, *found = NULL;
    int failed = expect(reader, '[') < 0;
    for (int i = 0; i < PLACE_PARTS && !failed; i++)
        failed = (i && expect(reader, ',') < 0) || (parts[i] = read_value(reader)) == NULL;
    if (!failed && expect(reader, ']') == 0)
        found = PyObject_Vectorcall(place_class, parts, PLACE_PARTS, NULL);
    for (int i = 0; i < PLACE_PARTS; i++)
        Py_XDECREF(parts[i]);
    return found;
}

/* A field's value as it was read, made what the class holds. */
static PyObject *special_of(PyObject *special, PyObject *value)
{
    if (value == NULL || special == Py_None)
        return value;
    PyObject *made = PyObject_CallOneArg(special, value);
    Py_DECREF(value);
    return made;
}

/* How the entries of a class are read: the class, the values of all fields where a record has none, what reads a field's
 * value or None, the place's field, the class of places. */
typedef struct {
    PyObject *class, *usual, *special, *place_class;
    Py_ssize_t place;
} How;

static int how_of(PyObject *const *told, How *how)
{
    how->class = told[0], how->usual = told[1], how->special = told[2], how->place_class = told[4];
    how->place = PyLong_AsSsize_t(told[3]);
    if (!PyErr_Occurred() && PyTuple_Check(how->usual) && PyTuple_Check(how->special) &&
        PyTuple_GET_SIZE(how->usual) <= FIELDS && PyTuple_GET_SIZE(how->usual) == PyTuple_GET_SIZE(how->special))
        return 0;
    PyErr_SetString(PyExc_TypeError, "an entry: class, usual, special, place, Place");
    return -1;
}

/* The entry of a record, or None when Python must read it. */
static PyObject *entry_from(const char *data, Py_ssize_t size, const How *how)
{
    Reader reader = {data, data + size, 0, 0};
    Py_ssize_t fields = PyTuple_GET_SIZE(how->usual), place = how->place;
    PyObject *values[FIELDS] = {NULL}, *found = NULL;
    if (place < 0 || place >= fields || expect(&reader, '[') < 0 ||
        (values[place] = place_of(&reader, how->place_class)) == NULL)
        goto done;
    while (next_is(&reader, ',')) {
        long field = read_whole(&reader);
        if (reader.strange || field >= fields || values[field] != NULL || expect(&reader, ',') < 0)
            goto done;
        if ((values[field] = special_of(PyTuple_GET_ITEM(how->special, field), read_value(&reader))) == NULL)
            goto done;
    }
    if (expect(&reader, ']') < 0 || reader.at != reader.end)
        goto done;
    for (Py_ssize_t i = 0; i < fields; i++)
        if (values[i] == NULL)
            values[i] = Py_NewRef(PyTuple_GET_ITEM(how->usual, i));
    found = PyObject_Vectorcall(how->class, values, (size_t)fields, NULL);
done:
    for (Py_ssize_t i = 0; i < fields; i++)
        Py_XDECREF(values[i]);
    if (found == NULL && (reader.strange || !PyErr_Occurred() || PyErr_ExceptionMatches(PyExc_ValueError))) {
        PyErr_Clear();
        return Py_NewRef(Py_None);
    }
    return found;
}

/* read_entry(record, class, usual, special, place, Place): the entry, or None when Python must read it. */
PyObject *native_read_entry(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    How how;
    if (count != 6 || !PyBytes_Check(args[0])) {
        PyErr_SetString(PyExc_TypeError, "read_entry: record, class, usual, special, place, Place");
        return NULL;
    }
    return how_of(args + 1, &how) < 0 ? NULL : entry_from(PyBytes_AS_STRING(args[0]), PyBytes_GET_SIZE(args[0]), &how);
}

/* find_entry(file, table, key, class, usual, special, place, Place): the entry of a key straight from the mapped file;
 * False when there is none, None when Python must look. */
PyObject *native_find_entry(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    How how;
    Table table;
    Py_buffer file;
    Py_ssize_t key_size;
    if (count != 8 || !PyUnicode_Check(args[2])) {
        PyErr_SetString(PyExc_TypeError, "find_entry: file, table, key, class, usual, special, place, Place");
        return NULL;
    }
    const char *key = PyUnicode_AsUTF8AndSize(args[2], &key_size);
    if (key == NULL) { /* half a letter */
        PyErr_Clear();
        Py_RETURN_NONE;
    }
    if (how_of(args + 3, &how) < 0 || PyObject_GetBuffer(args[0], &file, PyBUF_SIMPLE) < 0)
        return NULL;
    PyObject *found = NULL;
    if (table_of(args[1], &file, &table) == 0) {
        const uint8_t *value;
        uint32_t size;
        int known = value_of(&table, (const uint8_t *)key, (size_t)key_size, &value, &size);
        found = known > 0 ? entry_from((const char *)value, size, &how) : Py_NewRef(known == 0 ? Py_False : Py_None);
    }
    PyBuffer_Release(&file);
    return found;
}
