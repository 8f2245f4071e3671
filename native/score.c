/* How far each candidate leads, and its score: leadcli/resolution/scoring/competition.py and boosted_trees.py. */
#include "core.h"
#include <math.h>

static const int LEADS[] = {at_votes, at_letters, at_sorted_letters, at_shared_words, at_words_said, at_words_kept,
                            at_caller_covered};

/* What the values of one figure lead by: over the best of another family. */
static void lead(double *rows, int count, const int *family, int figure, int into)
{
    double best[MOST_LABELS], second = 0.0;
    int first = 0;
    for (int i = 0; i < count; i++) {
        double value = rows[i * FIGURES + figure];
        if (family[i] == i)
            best[i] = -1.0;
        if (value > best[family[i]])
            best[family[i]] = value;
    }
    for (int i = 0; i < count; i++)
        if (family[i] == i && best[i] > best[first])
            first = i;
    for (int i = 0; i < count; i++)
        if (family[i] == i && i != first && best[i] > second)
            second = best[i];
    for (int i = 0; i < count; i++)
        rows[i * FIGURES + into] = rows[i * FIGURES + figure] - (family[i] == first ? second : best[first]);
}

void competition(double *rows, int count, const Text *families)
{
    int family[MOST_LABELS], said = 0, shared = 0; /* of each row the first that is of its family */
    uint8_t has_said[MOST_LABELS] = {0}, has_shared[MOST_LABELS] = {0};
    for (int i = 0; i < count; i++) {
        for (family[i] = 0; !same_text(families[family[i]], families[i]); family[i]++)
            ;
        has_said[family[i]] |= rows[i * FIGURES + at_words_said] > settings.said;
        has_shared[family[i]] |= rows[i * FIGURES + at_shared_words] >= settings.shared;
    }
    for (int f = 0; f < (int)(sizeof LEADS / sizeof *LEADS); f++)
        lead(rows, count, family, LEADS[f], at_lead_votes + f);
    for (int i = 0; i < count; i++)
        said += has_said[i], shared += has_shared[i];
    for (int i = 0; i < count; i++) {
        rows[i * FIGURES + at_families_said] = said;
        rows[i * FIGURES + at_families_shared] = shared;
    }
}

/* A node of a tree. A leaf asks for any figure and leads to itself, so that rows of one tree go down side by side. */
typedef struct {
    double threshold;
    int32_t left, figure;
} Node;

struct Trees {
    double base;
    int count, nodes;
    int32_t *roots, *depths;
    Node *node;
    double *value;
};

static const char CAPSULE[] = "leadcli_native.Trees";

static void free_trees(PyObject *capsule)
{
    Trees *trees = PyCapsule_GetPointer(capsule, CAPSULE);
    if (trees != NULL)
        PyMem_Free(trees->roots), PyMem_Free(trees->depths), PyMem_Free(trees->node), PyMem_Free(trees->value), PyMem_Free(trees);
}

/* Children stand behind their parents: a way down ends. */
static int depth_of(const Trees *trees, int32_t root, int32_t end)
{
    int most = 0;
    uint8_t depth[MOST_NODES] = {0};
    for (int32_t n = root; n < end; n++) {
        const Node *node = &trees->node[n];
        most = depth[n - root] > most ? depth[n - root] : most;
        if (node->left != n) {
            if (node->left <= n || node->left + 1 >= end)
                return -1;
            depth[node->left - root] = depth[node->left + 1 - root] = (uint8_t)(depth[n - root] + 1);
        }
    }
    return most;
}

/* make_trees(base, roots, figure, threshold, left, value): sequences of numbers; boosted_trees.Trees has them. */
PyObject *make_trees(PyObject *module, PyObject *args)
{
    PyObject *roots, *figure, *threshold, *left, *value;
    double base;
    if (!PyArg_ParseTuple(args, "dO!O!O!O!O!", &base, &PyTuple_Type, &roots, &PyTuple_Type, &figure, &PyTuple_Type,
                          &threshold, &PyTuple_Type, &left, &PyTuple_Type, &value))
        return NULL;
    Py_ssize_t count = PyTuple_GET_SIZE(roots), nodes = PyTuple_GET_SIZE(figure);
    if (PyTuple_GET_SIZE(threshold) != nodes || PyTuple_GET_SIZE(left) != nodes || PyTuple_GET_SIZE(value) != nodes ||
        nodes > INT32_MAX / 2)
        return PyErr_Format(PyExc_ValueError, "make_trees: as many of each as there are nodes");
    Trees *trees = PyMem_Calloc(1, sizeof *trees);
    if (trees == NULL)
        return PyErr_NoMemory();
    trees->base = base, trees->count = (int)count, trees->nodes = (int)nodes;
    trees->roots = PyMem_Calloc((size_t)count + 1, sizeof(int32_t));
    trees->depths = PyMem_Calloc((size_t)count + 1, sizeof(int32_t));
    trees->node = PyMem_Calloc((size_t)nodes + 1, sizeof(Node));
    trees->value = PyMem_Calloc((size_t)nodes + 1, sizeof(double));
    PyObject *capsule = PyCapsule_New(trees, CAPSULE, free_trees);
    if (capsule == NULL || trees->roots == NULL || trees->depths == NULL || trees->node == NULL ||
        trees->value == NULL)
        goto failed;
    int wrong = 0;
    for (Py_ssize_t n = 0; n < nodes; n++) {
        Node *node = &trees->node[n];
        long asked = PyLong_AsLong(PyTuple_GET_ITEM(figure, n)), below = PyLong_AsLong(PyTuple_GET_ITEM(left, n));
        node->threshold = asked < 0 ? INFINITY : PyFloat_AsDouble(PyTuple_GET_ITEM(threshold, n));
        trees->value[n] = PyFloat_AsDouble(PyTuple_GET_ITEM(value, n));
        node->figure = asked < 0 ? 0 : (int32_t)asked;
        node->left = asked < 0 ? (int32_t)n : (int32_t)below;
        wrong |= asked >= FIGURES || below >= nodes;
    }
    for (Py_ssize_t t = 0; t < count && !PyErr_Occurred() && !wrong; t++)
        trees->roots[t] = (int32_t)PyLong_AsLong(PyTuple_GET_ITEM(roots, t));
    trees->roots[count] = (int32_t)nodes;
    for (Py_ssize_t t = 0; t < count && !PyErr_Occurred() && !wrong; t++) {
        int32_t root = trees->roots[t], end = trees->roots[t + 1];
        wrong = root < 0 || end <= root || end > nodes || end - root > MOST_NODES;
        if (!wrong)
            wrong = (trees->depths[t] = depth_of(trees, root, end)) < 0;
    }
    if (wrong && !PyErr_Occurred())
        PyErr_SetString(PyExc_ValueError, "make_trees: these are no trees over the figures");
    if (!PyErr_Occurred())
        return capsule;
failed:
    if (!PyErr_Occurred())
        PyErr_NoMemory();
    Py_XDECREF(capsule);
    return NULL;
}

const Trees *trees_of(PyObject *capsule)
{
    return PyCapsule_GetPointer(capsule, CAPSULE);
}

void add_up(const Trees *trees, const double *rows, int count, double *found)
{
    for (int i = 0; i < count; i++)
        found[i] = trees->base;
    for (int t = 0; t < trees->count; t++) {
        int32_t at[MOST_LABELS];
        for (int i = 0; i < count; i++)
            at[i] = trees->roots[t];
        for (int step = 0; step < trees->depths[t]; step++)
            for (int i = 0; i < count; i++) {
                const Node *node = &trees->node[at[i]];
                at[i] = node->left + (rows[i * FIGURES + node->figure] > node->threshold);
            }
        for (int i = 0; i < count; i++)
            found[i] += trees->value[at[i]];
    }
}
