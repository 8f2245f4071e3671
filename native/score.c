/* How far each candidate leads, and its score: leadcli/resolution/scoring/competition.py and boosted_trees.py. */
#include "core.h"

static const int LEADS[] = {at_votes, at_letters, at_sorted_letters, at_shared_words, at_words_said, at_words_kept,
                            at_exact_said, at_exact_kept, at_caller_covered};

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
        lead(rows, count, family, LEADS[f], at_leads + f);
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

int add_up(PyObject *told, const double *rows, int count, double *found)
{
    double base;
    PyObject *roots, *depths, *nodes, *values;
    if (!PyArg_ParseTuple(told, "dSSSS", &base, &roots, &depths, &nodes, &values))
        return -1;
    const int32_t *root = (const int32_t *)PyBytes_AS_STRING(roots), *depth = (const int32_t *)PyBytes_AS_STRING(depths);
    const Node *node = (const Node *)PyBytes_AS_STRING(nodes);
    const double *value = (const double *)PyBytes_AS_STRING(values);
    int trees = (int)(PyBytes_GET_SIZE(roots) / (Py_ssize_t)sizeof *root);
    for (int i = 0; i < count; i++)
        found[i] = base;
    for (int t = 0; t < trees; t++) {
        int32_t at[MOST_LABELS];
        for (int i = 0; i < count; i++)
            at[i] = root[t];
        for (int step = 0; step < depth[t]; step++)
            for (int i = 0; i < count; i++) {
                const Node *here = &node[at[i]];
                at[i] = here->left + (rows[i * FIGURES + here->figure] > here->threshold);
            }
        for (int i = 0; i < count; i++)
            found[i] += value[at[i]];
    }
    return 0;
}
