/* One label against one caller: leadcli/matching/compare.py, with the score of model.py. */
#include "compare.h"
#include <math.h>

static const char *const HOW_NAMES[HOWS] = {"same", "writing", "script", "ending", "spelling",
                                            "acronym", "glued", "initial", "place"};
enum { PAIR_CALLER, PAIR_LABEL, PAIR_ALIKE, PAIR_HOW };
enum { ALIGNED_PAIRS, ALIGNED_CALLER_ALONE, ALIGNED_LABEL_ALONE, ALIGNED_REMARKS };
#define PAIR(field) pair_layout.at[PAIR_##field]
#define ALIGNED(field) aligned_layout.at[ALIGNED_##field]

static Layout pair_layout, aligned_layout;
static PyObject *hows[HOWS], *signal_names[SIGNALS];
static double coefficients[SIGNALS], intercept, c_hard;
static int ready = 0;

int configure_compare(PyObject *settings)
{
    ready = 0;
    if (configure_align(settings) < 0 || configure_signals(settings) < 0 ||
        layout_of(settings, "Pair", "caller label alike how", &pair_layout) < 0 ||
        layout_of(settings, "Alignment", "pairs caller_alone label_alone remarks", &aligned_layout) < 0 ||
        number_setting(settings, "intercept", &intercept) || number_setting(settings, "HARD_KEY", &c_hard))
        return -1;
    for (int i = 0; i < HOWS; i++)
        if (hows[i] == NULL && (hows[i] = PyUnicode_InternFromString(HOW_NAMES[i])) == NULL)
            return -1;
    PyObject *names = setting(settings, "SIGNALS"), *weights = setting(settings, "coefficients");
    if (names == NULL || weights == NULL)
        return -1;
    if (!PyTuple_Check(names) || PyTuple_GET_SIZE(names) != SIGNALS) {
        PyErr_SetString(PyExc_ValueError, "SIGNALS: other signals than the core knows");
        return -1;
    }
    for (int i = 0; i < SIGNALS; i++) {
        PyObject *name = PyTuple_GET_ITEM(names, i), *weight = PyDict_GetItemWithError(weights, name);
        if (weight == NULL) {
            if (!PyErr_Occurred())
                PyErr_SetObject(PyExc_KeyError, name);
            return -1;
        }
        coefficients[i] = PyFloat_AsDouble(weight);
        Py_XSETREF(signal_names[i], Py_NewRef(name));
    }
    ready = !PyErr_Occurred();
    return ready ? 0 : -1;
}

static PyObject *alignment_of(const Side *caller, const Side *label, const Aligned *aligned)
{
    PyObject *pairs = PyTuple_New(aligned->size), *found = pairs == NULL ? NULL : new_record(&aligned_layout);
    for (int n = 0; found != NULL && n < aligned->size; n++) {
        const Possible *one = &aligned->pairs[n];
        PyObject *pair = new_record(&pair_layout);
        if (pair == NULL) {
            Py_CLEAR(found);
            break;
        }
        PyTuple_SET_ITEM(pairs, n, pair);
        FIELD(pair, PAIR(CALLER)) = words_of(caller, one->left);
        FIELD(pair, PAIR(LABEL)) = words_of(label, one->right);
        FIELD(pair, PAIR(ALIKE)) = PyFloat_FromDouble(one->alike);
        FIELD(pair, PAIR(HOW)) = Py_NewRef(hows[one->how]);
        if (!FIELD(pair, PAIR(CALLER)) || !FIELD(pair, PAIR(LABEL)) || !FIELD(pair, PAIR(ALIKE)))
            Py_CLEAR(found);
    }
    if (found == NULL) {
        Py_XDECREF(pairs);
        return NULL;
    }
    FIELD(found, ALIGNED(PAIRS)) = pairs;
    FIELD(found, ALIGNED(CALLER_ALONE)) = words_of(caller, aligned->caller_alone);
    FIELD(found, ALIGNED(LABEL_ALONE)) = words_of(label, aligned->label_alone);
    FIELD(found, ALIGNED(REMARKS)) = words_of(caller, aligned->remarks);
    if (!FIELD(found, ALIGNED(CALLER_ALONE)) || !FIELD(found, ALIGNED(LABEL_ALONE)) || !FIELD(found, ALIGNED(REMARKS)))
        Py_CLEAR(found);
    return found;
}

/* compare(caller, label, around, rarities, rarity, deep, least): (alignment, signals, score), or None when no word
 * corresponds or the score is not above least; NotImplemented for names that are left to Python. */
PyObject *native_compare(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    if (count != 7 || !ready || !Py_IS_TYPE(args[0], name_layout.type) || !Py_IS_TYPE(args[1], name_layout.type) ||
        !Py_IS_TYPE(args[2], around_layout.type) || !PyDict_Check(args[3])) {
        PyErr_SetString(PyExc_TypeError, "compare: caller, label, around, rarities, rarity, deep, least");
        return NULL;
    }
    Rarity rarity = {args[3], args[4]};
    int deep = PyObject_IsTrue(args[5]);
    double least = PyFloat_AsDouble(args[6]);
    if (deep < 0 || PyErr_Occurred())
        return NULL;
    Side caller, label;
    int failed = read_side(args[0], &rarity, &caller);
    if (!failed)
        failed = read_side(args[1], &rarity, &label);
    if (failed > 0)
        Py_RETURN_NOTIMPLEMENTED;
    if (failed)
        return NULL;
    Found found = {0};
    Aligned aligned;
    double signals[SIGNALS];
    PyObject *alignment = NULL, *told = NULL, *answer = NULL;
    if (possible(&caller, &label, deep, &found) < 0)
        goto done;
    if (found.size == 0) {
        answer = Py_NewRef(Py_None);
        goto done;
    }
    choose(&caller, &label, &found, &aligned);
    if ((failed = weigh_up(&caller, &label, &aligned, args[2], signals))) {
        answer = failed > 0 ? Py_NewRef(Py_NotImplemented) : NULL;
        goto done;
    }
    double total = 0.0;
    for (int i = 0; i < SIGNALS; i++)
        total += coefficients[i] * signals[i];
    total = intercept + total;
    total = total > 40.0 ? 40.0 : total < -40.0 ? -40.0 : total;
    double score = 1.0 / (1.0 + exp(-total)) * (signals[NUMBER_CONFLICT] ? c_hard : 1.0);
    if (!(score > least)) {
        answer = Py_NewRef(Py_None);
        goto done;
    }
    if ((alignment = alignment_of(&caller, &label, &aligned)) == NULL || (told = PyDict_New()) == NULL)
        goto done;
    for (int i = 0; i < SIGNALS; i++) {
        PyObject *value = PyFloat_FromDouble(signals[i]);
        if (value == NULL || PyDict_SetItem(told, signal_names[i], value) < 0) {
            Py_XDECREF(value);
            goto done;
        }
        Py_DECREF(value);
    }
    answer = Py_BuildValue("(OOd)", alignment, told, score);
done:
    PyMem_Free(found.items);
    Py_XDECREF(alignment);
    Py_XDECREF(told);
    return answer;
}
