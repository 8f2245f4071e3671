/* Clients and groups read from their records: leadcli/index/records.py. */
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

/* read_entry(record, class, usual, special, place, Place): the entry, or None when Python must read it. usual: the values
 * of all fields where the record has none; special: what reads a field's value, or None; place: the place's field. */
PyObject *native_read_entry(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    if (count != 6 || !PyBytes_Check(args[0]) || !PyTuple_Check(args[2]) || !PyTuple_Check(args[3]) ||
        PyTuple_GET_SIZE(args[2]) > FIELDS || PyTuple_GET_SIZE(args[2]) != PyTuple_GET_SIZE(args[3])) {
        PyErr_SetString(PyExc_TypeError, "read_entry: record, class, usual, special, place, Place");
        return NULL;
    }
    const char *data = PyBytes_AS_STRING(args[0]);
    Reader reader = {data, data + PyBytes_GET_SIZE(args[0]), 0, 0};
    Py_ssize_t fields = PyTuple_GET_SIZE(args[2]), place = PyLong_AsSsize_t(args[4]);
    PyObject *values[FIELDS] = {NULL}, *found = NULL;
    if (PyErr_Occurred())
        return NULL;
    if (place < 0 || place >= fields || expect(&reader, '[') < 0 || (values[place] = place_of(&reader, args[5])) == NULL)
        goto done;
    while (next_is(&reader, ',')) {
        long field = read_whole(&reader);
        if (reader.strange || field >= fields || values[field] != NULL || expect(&reader, ',') < 0)
            goto done;
        if ((values[field] = special_of(PyTuple_GET_ITEM(args[3], field), read_value(&reader))) == NULL)
            goto done;
    }
    if (expect(&reader, ']') < 0 || reader.at != reader.end)
        goto done;
    for (Py_ssize_t i = 0; i < fields; i++)
        if (values[i] == NULL)
            values[i] = Py_NewRef(PyTuple_GET_ITEM(args[2], i));
    found = PyObject_Vectorcall(args[1], values, (size_t)fields, NULL);
done:
    for (Py_ssize_t i = 0; i < fields; i++)
        Py_XDECREF(values[i]);
    if (found == NULL && (reader.strange || !PyErr_Occurred() || PyErr_ExceptionMatches(PyExc_ValueError))) {
        PyErr_Clear();
        return Py_NewRef(Py_None);
    }
    return found;
}
