/* The order of scored labels: leadcli/resolution/scoring/ranking.py. */
#include "rank.h"

Layout scored_layout;
static Layout label_layout;
enum { KIND, TEXT, CLIENT, GROUP };
static PyObject *f_foreign, *s_alias;
static Py_ssize_t c_digits;

int configure_rank(PyObject *settings)
{
    if (s_alias == NULL && (s_alias = PyUnicode_InternFromString("alias")) == NULL)
        return -1;
    return layout_of(settings, "Scored", "label name alignment signals score", &scored_layout) < 0 ||
                   layout_of(settings, "Label", "kind text client_id group_id", &label_layout) < 0 ||
                   object_setting(settings, "foreign", &f_foreign) < 0 || size_setting(settings, "DIGITS", &c_digits) < 0
               ? -1
               : 0;
}

static PyObject *label_field(PyObject *scored, int field)
{
    return FIELD(FIELD(scored, scored_layout.at[SCORED_LABEL]), label_layout.at[field]);
}

/* Whether one is foreign and the other not, or an alias and the other not: -1, 0 or 1; -2 on an error. */
static int by_writing(PyObject *a, PyObject *b)
{
    PyObject *one = PyObject_CallOneArg(f_foreign, a), *other = one == NULL ? NULL : PyObject_CallOneArg(f_foreign, b);
    int found = other == NULL ? -2 : (one == Py_True) - (other == Py_True);
    Py_XDECREF(one);
    Py_XDECREF(other);
    if (found)
        return found;
    int ours = PyUnicode_Contains(label_field(a, KIND), s_alias), theirs = PyUnicode_Contains(label_field(b, KIND), s_alias);
    return ours < 0 || theirs < 0 ? -2 : ours - theirs;
}

/* Whether one comes before another: below 0, or after it: above 0; -2 on an error. */
static int order(PyObject *a, PyObject *b)
{
    double ours = PyFloat_AS_DOUBLE(FIELD(a, scored_layout.at[SCORED_SCORE]));
    double theirs = PyFloat_AS_DOUBLE(FIELD(b, scored_layout.at[SCORED_SCORE]));
    if (fabs(ours - theirs) < 2.0 * pow(10.0, -(double)c_digits))
        ours = rounded(ours, (int)c_digits), theirs = rounded(theirs, (int)c_digits);
    if (ours != theirs)
        return ours > theirs ? -1 : 1;
    int one = PyUnicode_GET_LENGTH(label_field(a, CLIENT)) > 0, other = PyUnicode_GET_LENGTH(label_field(b, CLIENT)) > 0;
    if (one != other) /* a group before its cards */
        return one - other;
    int found = PyUnicode_Compare(label_field(a, GROUP), label_field(b, GROUP));
    found = found ? found : PyUnicode_Compare(label_field(a, CLIENT), label_field(b, CLIENT));
    found = found ? found : by_writing(a, b);
    return found ? found : PyUnicode_Compare(label_field(a, TEXT), label_field(b, TEXT));
}

/* rank(list): sorts it in place, equal ones in their order; False when something else is in it. */
PyObject *native_rank(PyObject *module, PyObject *list)
{
    if (!PyList_Check(list) || scored_layout.type == NULL)
        Py_RETURN_FALSE;
    Py_ssize_t count = PyList_GET_SIZE(list);
    for (Py_ssize_t i = 0; i < count; i++) {
        PyObject *one = PyList_GET_ITEM(list, i);
        if (!Py_IS_TYPE(one, scored_layout.type) || !PyFloat_CheckExact(FIELD(one, scored_layout.at[SCORED_SCORE])))
            Py_RETURN_FALSE;
    }
    for (Py_ssize_t i = 1; i < count; i++) {
        PyObject *one = PyList_GET_ITEM(list, i);
        Py_ssize_t at = i;
        for (; at > 0; at--) {
            int after = order(PyList_GET_ITEM(list, at - 1), one);
            if (after == -2)
                return NULL;
            if (after <= 0)
                break;
            PyList_SET_ITEM(list, at, PyList_GET_ITEM(list, at - 1));
            PyList_SET_ITEM(list, at - 1, one);
        }
    }
    Py_RETURN_TRUE;
}
