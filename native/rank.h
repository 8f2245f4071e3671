/* A scored label: what compare.c makes and rank.c sorts. */
#ifndef LEADCLI_RANK_H
#define LEADCLI_RANK_H
#include "native.h"
#include <math.h>

extern Layout scored_layout;
enum { SCORED_LABEL, SCORED_NAME, SCORED_ALIGNMENT, SCORED_SIGNALS, SCORED_SCORE };

int configure_rank(PyObject *settings);

#endif
