/* The module leadcli_native: see native.h. */
#include "native.h"

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
    {"likeness", (PyCFunction)(void (*)(void))native_likeness, METH_FASTCALL, "matching.spelling.likeness"},
    {"near", (PyCFunction)(void (*)(void))native_near, METH_FASTCALL, "index.neighbourhood: the neighbours of a word"},
    {"tally", (PyCFunction)(void (*)(void))native_tally, METH_FASTCALL, "matching.votes.tally"},
    {"compare", (PyCFunction)(void (*)(void))native_compare, METH_FASTCALL, "matching.score.compare"},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "leadcli_native", "The hot loops of leadcli's matching, compiled.", -1, methods,
    NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit_leadcli_native(void)
{
    PyObject *module = PyModule_Create(&definition);
    if (module != NULL && PyModule_AddIntConstant(module, "CONTRACT", 1) < 0)
        Py_CLEAR(module);
    return module;
}
