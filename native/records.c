/* Frozen records made without running Python code: leadcli/domain/frozen.py, which is the definition. */
#include "native.h"
#include <string.h>

#define FIELDS 32
#define SLOTS 512 /* a power of two, more than twice as many as there are classes of records */

typedef struct {
    PyTypeObject *type; /* a borrowed class: such classes stay */
    PyObject *names;    /* of the fields, interned */
    PyObject *defaults; /* of each: a value, or missing */
    PyObject *makers;   /* of each: what makes a value anew, or missing */
    Py_ssize_t at[FIELDS], count;
} Record;

static Record *records[SLOTS];
static PyObject *missing;

static Record **slot_of(PyTypeObject *type)
{
    size_t at = (size_t)type >> 4;
    at ^= at >> 9;
    for (at &= SLOTS - 1; records[at] != NULL && records[at]->type != type; at = (at + 1) & (SLOTS - 1))
        ;
    return &records[at];
}

/* A field's place by its name, -1 when there is none. */
static Py_ssize_t field_of(const Record *record, PyObject *name)
{
    for (Py_ssize_t i = 0; i < record->count; i++)
        if (PyTuple_GET_ITEM(record->names, i) == name)
            return i;
    for (Py_ssize_t i = 0; i < record->count; i++)
        if (PyUnicode_Compare(PyTuple_GET_ITEM(record->names, i), name) == 0)
            return i;
    return -1;
}

/* Fills what was not given; 0, 1 when a field is missing, -1 on an error. */
static int fill(const Record *record, PyObject *object, Py_ssize_t from)
{
    for (Py_ssize_t i = from; i < record->count; i++) {
        if (FIELD(object, record->at[i]) != NULL)
            continue;
        PyObject *value = PyTuple_GET_ITEM(record->defaults, i), *maker = PyTuple_GET_ITEM(record->makers, i);
        if (value == missing && maker == missing)
            return 1;
        value = maker == missing ? Py_NewRef(value) : PyObject_CallNoArgs(maker);
        if (value == NULL)
            return -1;
        FIELD(object, record->at[i]) = value;
    }
    return 0;
}

/* The class called as Python would call it, where anything is unusual: it says what is wrong. */
static PyObject *call_plainly(PyObject *type, PyObject *const *args, Py_ssize_t given, PyObject *kwnames)
{
    PyObject *positional = PyTuple_New(given), *named = kwnames == NULL ? NULL : PyDict_New(), *made = NULL;
    int failed = positional == NULL || (kwnames != NULL && named == NULL);
    for (Py_ssize_t i = 0; i < given && !failed; i++)
        PyTuple_SET_ITEM(positional, i, Py_NewRef(args[i]));
    for (Py_ssize_t i = 0; named != NULL && i < PyTuple_GET_SIZE(kwnames) && !failed; i++)
        failed = PyDict_SetItem(named, PyTuple_GET_ITEM(kwnames, i), args[given + i]) < 0;
    if (!failed)
        made = PyType_Type.tp_call(type, positional, named);
    Py_XDECREF(positional);
    Py_XDECREF(named);
    return made;
}

static PyObject *make(PyObject *type, PyObject *const *args, size_t flags, PyObject *kwnames)
{
    const Record *record = *slot_of((PyTypeObject *)type);
    Py_ssize_t given = PyVectorcall_NARGS(flags), named = kwnames == NULL ? 0 : PyTuple_GET_SIZE(kwnames);
    if (record == NULL || given > record->count)
        return call_plainly(type, args, given, kwnames);
    PyObject *object = PyType_GenericAlloc(record->type, 0);
    if (object == NULL)
        return NULL;
    for (Py_ssize_t i = 0; i < given; i++)
        FIELD(object, record->at[i]) = Py_NewRef(args[i]);
    int strange = 0;
    for (Py_ssize_t i = 0; i < named && !strange; i++) {
        Py_ssize_t field = field_of(record, PyTuple_GET_ITEM(kwnames, i));
        strange = field < 0 || FIELD(object, record->at[field]) != NULL;
        if (!strange)
            FIELD(object, record->at[field]) = Py_NewRef(args[given + i]);
    }
    if (!strange)
        strange = fill(record, object, given);
    if (strange == 0)
        return object;
    Py_DECREF(object);
    return strange < 0 ? NULL : call_plainly(type, args, given, kwnames);
}

/* quicken(class, names, defaults, makers, missing): from now on the core makes the records of a class; False where it cannot. */
PyObject *native_quicken(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    if (count != 5 || !PyType_Check(args[0]) || !PyTuple_Check(args[1]) || !PyTuple_Check(args[2]) ||
        !PyTuple_Check(args[3]) || PyTuple_GET_SIZE(args[1]) != PyTuple_GET_SIZE(args[2]) ||
        PyTuple_GET_SIZE(args[1]) != PyTuple_GET_SIZE(args[3])) {
        PyErr_SetString(PyExc_TypeError, "quicken: class, names, defaults, makers, missing");
        return NULL;
    }
    PyTypeObject *type = (PyTypeObject *)args[0];
    Record **slot = slot_of(type), *record;
    static int classes = 0;
    if (PyTuple_GET_SIZE(args[1]) > FIELDS || *slot != NULL || 2 * classes >= SLOTS || type->tp_vectorcall != NULL)
        Py_RETURN_FALSE;
    if ((record = PyMem_Calloc(1, sizeof *record)) == NULL)
        return PyErr_NoMemory();
    record->type = type, record->count = PyTuple_GET_SIZE(args[1]);
    for (Py_ssize_t i = 0; i < record->count; i++) {
        PyObject *member = PyObject_GetAttr(args[0], PyTuple_GET_ITEM(args[1], i));
        int plain = member != NULL && Py_IS_TYPE(member, &PyMemberDescr_Type) &&
                    ((PyMemberDescrObject *)member)->d_member->type == T_OBJECT_EX;
        if (plain)
            record->at[i] = ((PyMemberDescrObject *)member)->d_member->offset;
        Py_XDECREF(member);
        if (!plain) {
            PyMem_Free(record);
            PyErr_Clear();
            Py_RETURN_FALSE;
        }
    }
    Py_INCREF(type);
    record->names = Py_NewRef(args[1]), record->defaults = Py_NewRef(args[2]);
    record->makers = Py_NewRef(args[3]);
    Py_XSETREF(missing, Py_NewRef(args[4]));
    *slot = record, classes++;
    type->tp_vectorcall = make;
    Py_RETURN_TRUE;
}

/* replaced(record, changes): frozen.replace; None where Python is to do it. */
PyObject *native_replaced(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    const Record *record = count == 2 && PyDict_Check(args[1]) ? *slot_of(Py_TYPE(args[0])) : NULL;
    if (record == NULL)
        Py_RETURN_NONE;
    PyObject *object = PyType_GenericAlloc(record->type, 0), *name, *value;
    if (object == NULL)
        return NULL;
    Py_ssize_t at = 0;
    while (PyDict_Next(args[1], &at, &name, &value)) {
        Py_ssize_t field = field_of(record, name);
        if (field < 0) {
            Py_DECREF(object);
            Py_RETURN_NONE;
        }
        FIELD(object, record->at[field]) = Py_NewRef(value);
    }
    for (Py_ssize_t i = 0; i < record->count; i++) {
        PyObject **field = &FIELD(object, record->at[i]);
        if (*field == NULL)
            *field = Py_XNewRef(FIELD(args[0], record->at[i]));
        if (*field == NULL) { /* the record has no such field yet */
            Py_DECREF(object);
            Py_RETURN_NONE;
        }
    }
    return object;
}
