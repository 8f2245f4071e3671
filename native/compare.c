/* One label against one caller: leadcli/resolution/comparison/pair.py, with the score of model.py. */
#include "compare.h"
#include "rank.h"
#include <math.h>

static const char *const HOW_NAMES[HOWS] = {"same", "writing", "script", "ending", "spelling",
                                            "acronym", "glued", "initial", "place"};
#define RECORD_BYTES 384 /* of a record that are asked for ahead */

Layout pair_layout, aligned_layout;
static PyObject *signal_names[SIGNALS], *hows[HOWS], *no_signals;
static double coefficients[SIGNALS], intercept, c_hard;
static int ready = 0;

int configure_compare(PyObject *settings)
{
    ready = 0;
    if (configure_together(settings) < 0 || configure_align(settings) < 0 || configure_signals(settings) < 0 ||
        layout_of(settings, "Pair", "caller label alike how weight", &pair_layout) < 0 ||
        layout_of(settings, "Alignment", "pairs hows caller_alone label_alone remarks weight", &aligned_layout) < 0 ||
        configure_rank(settings) < 0 ||
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
    PyObject *zero = PyFloat_FromDouble(0.0);
    Py_XSETREF(no_signals, PyDict_New());
    for (int i = 0; i < SIGNALS; i++) {
        if (zero == NULL || no_signals == NULL || PyDict_SetItem(no_signals, PyTuple_GET_ITEM(names, i), zero) < 0) {
            Py_XDECREF(zero);
            return -1;
        }
        PyObject *name = PyTuple_GET_ITEM(names, i), *weight = PyDict_GetItemWithError(weights, name);
        if (weight == NULL) {
            if (!PyErr_Occurred())
                PyErr_SetObject(PyExc_KeyError, name);
            Py_DECREF(zero);
            return -1;
        }
        coefficients[i] = PyFloat_AsDouble(weight);
        Py_XSETREF(signal_names[i], Py_NewRef(name));
    }
    Py_DECREF(zero);
    ready = !PyErr_Occurred();
    return ready ? 0 : -1;
}

/* A set of ways in which words are one, by their bits: the same object for the same ways. */
static PyObject *hows_of(unsigned ways)
{
    static PyObject *known[1 << HOWS];
    if (known[ways] == NULL && (known[ways] = PyFrozenSet_New(NULL)) != NULL)
        for (int i = 0; i < HOWS && known[ways] != NULL; i++)
            if (ways >> i & 1 && PySet_Add(known[ways], hows[i]) < 0)
                Py_CLEAR(known[ways]);
    return Py_XNewRef(known[ways]);
}

static PyObject *alignment_of(Side *caller, Side *label, const Aligned *aligned)
{
    PyObject *pairs = PyTuple_New(aligned->size), *found = pairs == NULL ? NULL : new_record(&aligned_layout);
    double whole = 0.0, alone = 0.0;
    unsigned ways = 0;
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
        ways |= 1u << one->how;
        double weight = 0.0;
        for (int i = 0; i < label->size; i++)
            if (one->right >> i & 1)
                weight += label->words[i].weigh;
        whole += weight;
        FIELD(pair, PAIR(WEIGHT)) = PyFloat_FromDouble(weight);
        if (!FIELD(pair, PAIR(CALLER)) || !FIELD(pair, PAIR(LABEL)) || !FIELD(pair, PAIR(ALIKE)) ||
            !FIELD(pair, PAIR(WEIGHT)))
            Py_CLEAR(found);
    }
    if (found == NULL) {
        Py_XDECREF(pairs);
        return NULL;
    }
    FIELD(found, ALIGNED(PAIRS)) = pairs;
    FIELD(found, ALIGNED(HOWS)) = hows_of(ways);
    FIELD(found, ALIGNED(CALLER_ALONE)) = words_of(caller, aligned->caller_alone);
    FIELD(found, ALIGNED(LABEL_ALONE)) = words_of(label, aligned->label_alone);
    FIELD(found, ALIGNED(REMARKS)) = words_of(caller, aligned->remarks);
    for (int i = 0; i < label->size; i++)
        if (aligned->label_alone >> i & 1 && label->words[i].kind != PLACE)
            alone += label->words[i].weigh;
    FIELD(found, ALIGNED(WEIGHT)) = PyFloat_FromDouble(whole + alone);
    if (!FIELD(found, ALIGNED(HOWS)) || !FIELD(found, ALIGNED(CALLER_ALONE)) || !FIELD(found, ALIGNED(LABEL_ALONE)) ||
        !FIELD(found, ALIGNED(REMARKS)) || !FIELD(found, ALIGNED(WEIGHT)))
        Py_CLEAR(found);
    return found;
}

/* Most signals are 0: a copy of such a dict is made faster than a dict. */
static PyObject *told_of(const double *signals)
{
    PyObject *told = PyDict_Copy(no_signals);
    for (int i = 0; told != NULL && i < SIGNALS; i++) {
        if (signals[i] == 0.0)
            continue;
        PyObject *value = PyFloat_FromDouble(signals[i]);
        if (value == NULL || PyDict_SetItem(told, signal_names[i], value) < 0)
            Py_CLEAR(told);
        Py_XDECREF(value);
    }
    return told;
}

/* The score of two sides, with what it rests on: 0 when there is none, -1 on an error, 2 when it is left to Python. */
static int score_of(Side *caller, Side *label, const Around *around, int deep, Aligned *aligned, double *signals,
                    double *score)
{
    Found found = {0};
    int told = possible(caller, label, deep, &found), answer = told < 0 ? -1 : told ? 2 : found.size > 0;
    if (answer == 1)
        choose(caller, label, &found, aligned);
    PyMem_Free(found.items);
    if (answer != 1)
        return answer;
    int failed = weigh_up(caller, label, aligned, around, signals);
    if (failed)
        return failed < 0 ? -1 : 2;
    double total = 0.0;
    for (int i = 0; i < SIGNALS; i++)
        total += coefficients[i] * signals[i];
    total = intercept + total;
    total = total > 40.0 ? 40.0 : total < -40.0 ? -40.0 : total;
    *score = 1.0 / (1.0 + exp(-total)) * (signals[NUMBER_CONFLICT] ? c_hard : 1.0);
    return 1;
}

static void read_around(PyObject *given, Around *around)
{
    PyObject *city = FIELD(given, AROUND(CITY)), *cities = FIELD(given, AROUND(CITIES));
    memset(around, 0, sizeof *around);
    around->explains = FIELD(given, AROUND(EXPLAINS)), around->near = FIELD(given, AROUND(NEAR));
    around->of_group = FIELD(given, AROUND(OF_GROUP)) == Py_True;
    around->city = PyUnicode_GET_LENGTH(city) > 0, around->cities = PyTuple_GET_SIZE(cities) > 0;
    Text own = text_of(city);
    for (Py_ssize_t n = 0; around->city && n < PyTuple_GET_SIZE(cities); n++) {
        Text one = text_of(PyTuple_GET_ITEM(cities, n));
        around->here |= equal(&own, &one);
    }
}

/* compare(caller, label, around, rarities, rarity, deep, least): (alignment, signals, score), or None when no word
 * corresponds or the score is not above least; NotImplemented for names that are left to Python. */
PyObject *native_compare(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    if (count != 7 || !ready || !Py_IS_TYPE(args[0], name_layout.type) || !Py_IS_TYPE(args[1], name_layout.type) ||
        !Py_IS_TYPE(args[2], around_layout.type)) {
        PyErr_SetString(PyExc_TypeError, "compare: caller, label, around, rarities, rarity, deep, least");
        return NULL;
    }
    Rarity rarity = {args[3], args[4], 0.0, 0.0};
    int deep = PyObject_IsTrue(args[5]);
    double least = PyFloat_AsDouble(args[6]), signals[SIGNALS], score = 0.0;
    if (deep < 0 || PyErr_Occurred())
        return NULL;
    Side caller, label;
    Around around;
    Aligned aligned;
    int failed = read_side(args[0], &rarity, &caller);
    if (!failed)
        failed = read_side(args[1], &rarity, &label);
    if (failed)
        return failed > 0 ? Py_NewRef(Py_NotImplemented) : NULL;
    read_around(args[2], &around);
    int answer = score_of(&caller, &label, &around, deep, &aligned, signals, &score);
    if (answer < 0)
        return NULL;
    if (answer != 1)
        return Py_NewRef(answer ? Py_NotImplemented : Py_None);
    if (!(score > least))
        Py_RETURN_NONE;
    PyObject *alignment = alignment_of(&caller, &label, &aligned), *told = alignment == NULL ? NULL : told_of(signals);
    PyObject *found = told == NULL ? NULL : Py_BuildValue("(OOd)", alignment, told, score);
    Py_XDECREF(alignment);
    Py_XDECREF(told);
    return found;
}
