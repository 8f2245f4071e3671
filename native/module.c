/* The module leadcli_native: see native.h. */
#include "native.h"
#include "blocking.h"
#include <math.h>
#include <string.h>

PyObject *setting(PyObject *settings, const char *name)
{
    PyObject *found = PyDict_GetItemString(settings, name);
    if (found == NULL && !PyErr_Occurred())
        PyErr_SetString(PyExc_KeyError, name);
    return found;
}

int number_setting(PyObject *settings, const char *name, double *value)
{
    PyObject *found = setting(settings, name);
    if (found == NULL)
        return -1;
    *value = PyFloat_AsDouble(found);
    return *value == -1.0 && PyErr_Occurred() ? -1 : 0;
}

int size_setting(PyObject *settings, const char *name, Py_ssize_t *value)
{
    double found;
    if (number_setting(settings, name, &found) < 0)
        return -1;
    *value = (Py_ssize_t)found;
    return 0;
}

int object_setting(PyObject *settings, const char *name, PyObject **object)
{
    PyObject *found = setting(settings, name);
    if (found == NULL)
        return -1;
    Py_XSETREF(*object, Py_NewRef(found));
    return 0;
}

int layout_of(PyObject *settings, const char *name, const char *fields, Layout *layout)
{
    PyObject *type = setting(settings, name);
    if (type == NULL)
        return -1;
    if (!PyType_Check(type)) {
        PyErr_Format(PyExc_TypeError, "%s: a class", name);
        return -1;
    }
    for (int count = 0; *fields; count++) {
        size_t size = strcspn(fields, " ");
        PyObject *field = PyUnicode_FromStringAndSize(fields, (Py_ssize_t)size);
        PyObject *slot = field == NULL ? NULL : PyObject_GetAttr(type, field);
        Py_XDECREF(field);
        if (slot == NULL)
            return -1;
        if (!Py_IS_TYPE(slot, &PyMemberDescr_Type) || ((PyMemberDescrObject *)slot)->d_member->type != T_OBJECT_EX) {
            Py_DECREF(slot);
            PyErr_Format(PyExc_TypeError, "%s: %s is no slot", name, fields);
            return -1;
        }
        layout->at[count] = ((PyMemberDescrObject *)slot)->d_member->offset;
        Py_DECREF(slot);
        fields += size + (fields[size] == ' ');
    }
    Py_XSETREF(layout->type, (PyTypeObject *)Py_NewRef(type));
    return 0;
}

PyObject *new_record(const Layout *layout)
{
    return PyType_GenericAlloc(layout->type, 0);
}

double rounded(double value, int digits)
{
    double scale = pow(10.0, digits), scaled = value * scale, whole = nearbyint(scaled);
    if (fabs(scaled) < 1e9 && fabs(scaled - whole) < 0.499)
        return whole / scale;
    char *text = PyOS_double_to_string(value, 'f', digits, 0, NULL);
    double found = text == NULL ? whole / scale : PyOS_string_to_double(text, NULL, NULL);
    PyMem_Free(text);
    PyErr_Clear();
    return found;
}

PyObject *made_record(const Layout *layout, PyObject *const *fields, int count)
{
    PyObject *record = new_record(layout);
    int failed = record == NULL;
    for (int i = 0; i < count; i++) {
        failed |= fields[i] == NULL;
        if (record != NULL)
            FIELD(record, layout->at[i]) = fields[i];
        else
            Py_XDECREF(fields[i]);
    }
    if (failed)
        Py_CLEAR(record);
    return record;
}

static PyObject *configure(PyObject *module, PyObject *settings)
{
    if (!PyDict_Check(settings)) {
        PyErr_SetString(PyExc_TypeError, "configure: a dict");
        return NULL;
    }
    if (configure_spelling(settings) < 0 || configure_compare(settings) < 0)
        return NULL;
    Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"configure", configure, METH_O, "Take the classes, constants and functions of the Python modules."},
    {"configure_labels", native_configure_labels, METH_O, "Take the classes of resolution.compiled.label_records."},
    {"read_label", native_read_label, METH_O, "resolution.compiled.label_records.read_label"},
    {"write_label", native_write_label, METH_O, "resolution.compiled.label_records.write_label"},
    {"likeness", (PyCFunction)(void (*)(void))native_likeness, METH_FASTCALL, "resolution.comparison.spelling.likeness, for the tests"},
    {"configure_fold", (PyCFunction)(void (*)(void))native_configure_fold, METH_FASTCALL, "Take the tables of names.fold."},
    {"fold", native_fold, METH_O, "names.fold.fold of a Russian word"},
    {"rank", native_rank, METH_O, "resolution.scoring.ranking.rank, in place"},
    {"compare", (PyCFunction)(void (*)(void))native_compare, METH_FASTCALL, "resolution.comparison.pair.compare"},
    BLOCKING_METHODS,
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "leadcli_native", "The hot loops of leadcli's matching, compiled.", -1, methods,
    NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit_leadcli_native(void)
{
    PyObject *module = PyModule_Create(&definition);
    if (module != NULL && PyModule_AddIntConstant(module, "CONTRACT", 9) < 0)
        Py_CLEAR(module);
    return module;
}
