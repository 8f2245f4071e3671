/* The module leadcli_native: see core.h. */
#include "core.h"

/* configure(numbers, whole numbers, costs, voiceless, ask): see pair.configured, which says what they are. */
static PyObject *configure(PyObject *module, PyObject *args)
{
    PyObject *costs, *voiceless, *ask;
    Settings *s = &settings;
    if (!PyArg_ParseTuple(args, "(ddddddddddddddd)(lllllll)SSO", &s->half, &s->epsilon, &s->least, &s->ending, &s->script,
                          &s->glued, &s->acronym, &s->partner, &s->same_fold, &s->same_bones, &s->commonest,
                          &s->trade, &s->said, &s->shared, &s->most_odds, &s->short_word, &s->longest_run, &s->least_glued, &s->most_glued, &s->slack,
                          &s->far, &s->longest_tail, &costs, &voiceless, &ask))
        return NULL;
    if (PyBytes_GET_SIZE(costs) != sizeof s->cost || PyBytes_GET_SIZE(voiceless) != ASCII)
        return PyErr_Format(PyExc_ValueError, "configure: tables of ASCII letters");
    memcpy(s->cost, PyBytes_AS_STRING(costs), sizeof s->cost);
    memcpy(s->voiceless, PyBytes_AS_STRING(voiceless), ASCII);
    Py_XSETREF(s->ask, Py_NewRef(ask));
    Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"configure", configure, METH_VARARGS, "Take the constants of the Python modules."},
    {"compare", compare, METH_VARARGS, "resolution.comparison.pair: the hot comparison of a caller with its candidates"},
    {"candidates", native_candidates, METH_VARARGS, "resolution.blocking.candidates"},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "leadcli_native", "The hot comparison of names, compiled.", -1, methods, NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit_leadcli_native(void)
{
    PyObject *module = PyModule_Create(&definition);
    if (module != NULL && PyModule_AddIntConstant(module, "CONTRACT", 16) < 0)
        Py_CLEAR(module);
    return module;
}
