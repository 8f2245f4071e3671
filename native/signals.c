/* What the aligned words say for and against a label: leadcli/resolution/comparison/signals.py. */
#include "core.h"

typedef struct { const Word *word[MOST_WORDS]; int count; } Words;

/* labels.shortest */
static Text shortest(Text fold)
{
    fold.size -= fold.size > 3 && strchr("aeiou", fold.at[fold.size - 1]) != NULL;
    return fold;
}

static int explained(const Word *word, const Name *label)
{
    Text text, less = shortest(word->fold);
    for (Reader told = label->told; next_text(&told, &text);)
        if (same_text(text, word->stem) || same_text(text, word->fold) || same_text(text, less))
            return 1;
    return 0;
}

/* Whether a text is that of a place adjective of a name. */
static int is_adjective(const Name *name, Text text)
{
    for (int i = 0; i < name->places; i++)
        if (name->place[i].adjective && same_text(name->place[i].text, text))
            return 1;
    return 0;
}

static Words words_of(const Name *name, uint64_t bits)
{
    Words found = {.count = 0};
    for (int i = 0; bits; i++, bits >>= 1)
        if (bits & 1)
            found.word[found.count++] = name->used[i];
    return found;
}

static int any_of_kind(const Words *words, int kind)
{
    for (int i = 0; i < words->count; i++)
        if (words->word[i]->kind == kind)
            return 1;
    return 0;
}

static double sum_of(const Words *words, const Name *name)
{
    double sum = 0.0;
    for (int i = 0; i < words->count; i++) {
        const Word *word = words->word[i];
        if (word->kind != NOISE && (word->kind != PLACE || is_adjective(name, word->text)))
            sum += weigh(word);
    }
    return sum;
}

static double unlike(const Words *ours, const Words *theirs, const Pair *pair)
{
    double heavy = 0.0;
    int is_short = 0; /* words that are alike in their spelling are one with one */
    for (int i = 0; i < ours->count; i++)
        heavy = larger(heavy, ours->word[i]->weight);
    if (pair->how == SPELLING)
        is_short = ours->word[0]->fold.size <= 5 || theirs->word[0]->fold.size <= 5;
    heavy += 0.2;
    return (1.0 - pair->alike) * (heavy < 1.0 ? heavy : 1.0) * (is_short ? 1.6 : 1.0);
}

static int places_conflict(const Name *caller, const Name *label, const Words *label_alone)
{
    int ours = 0, is_free = 0;
    for (int w = 0; w < label_alone->count; w++)
        is_free |= is_adjective(label, label_alone->word[w]->text);
    for (int i = 0; i < caller->places; i++) {
        if (!caller->place[i].adjective && !caller->place[i].strong)
            continue;
        ours = 1;
        for (int j = 0; j < label->places; j++)
            if (label->place[j].adjective && same_text(caller->place[i].name, label->place[j].name))
                return 0;
    }
    return ours && is_free;
}

/* Whether they have a legal form in common; and whether one is a person's firm and the other none. */
static int forms_agree(const Name *caller, const Name *label, int *conflict)
{
    int agree = 0, ours = 0, theirs = 0;
    for (int i = 0; i < caller->forms; i++) {
        ours |= caller->form[i].person;
        for (int j = 0; j < label->forms; j++)
            agree |= same_text(caller->form[i].kind, label->form[j].kind);
    }
    for (int j = 0; j < label->forms; j++)
        theirs |= label->form[j].person;
    *conflict = caller->forms && label->forms && ours != theirs;
    return agree;
}

/* signals._remarked; what stands beside a branch word names a site. */
static int remarked(const Name *caller, const Words *remarks, const Name *label)
{
    for (int i = 0; i < remarks->count; i++) {
        const Word *word = remarks->word[i];
        if ((word->kind != CORE && word->kind != NUMBER) || holds(label->near, word->stem) || explained(word, label))
            continue;
        int site = 0;
        for (int j = 0; j < caller->count; j++)
            site |= caller->words[j].kind == BRANCH && caller->words[j].segment == word->segment;
        if (!site)
            return 1;
    }
    return 0;
}

static int supported(const Words *remarks, const Words *alone, const Name *label)
{
    for (int i = 0; i < remarks->count; i++)
        if (remarks->word[i]->kind == CORE && holds(label->near, remarks->word[i]->stem))
            return 1;
    for (int i = 0; i < remarks->count + alone->count; i++) {
        const Word *word = i < remarks->count ? remarks->word[i] : alone->word[i - remarks->count];
        if ((word->kind == CORE || word->kind == WEAK) && explained(word, label))
            return 1;
    }
    return 0;
}

/* The caller's words that nothing explains, and the label's that should have been said. */
static void left_over(const Name *caller, const Name *label, const Words *caller_alone, const Words *label_alone,
                      Words *ours, Words *theirs)
{
    ours->count = theirs->count = 0;
    for (int i = 0; i < caller_alone->count; i++) {
        const Word *word = caller_alone->word[i];
        if ((word->kind == NUMBER || !explained(word, label)) && !(label->of_group && word->weight == settings.trade))
            ours->word[ours->count++] = word;
    }
    for (int i = 0; i < label_alone->count; i++) {
        const Word *word = label_alone->word[i];
        if ((word->kind != PLACE || is_adjective(label, word->text)) && (!caller->generic || word->kind == NUMBER))
            theirs->word[theirs->count++] = word;
    }
}

/* How much of either name its paired words and all of them weigh. */
static void covered(const Name *caller, const Name *label, const Alignment *aligned, const Words *ours,
                    const Words *theirs, double *row)
{
    double matched_ours = 0.0, matched_theirs = 0.0, all_ours = 0.0, all_theirs = 0.0, told = 0.0, worst = 0.0;
    for (int p = 0; p < aligned->pairs; p++) {
        const Pair *pair = &aligned->pair[p];
        Words said = words_of(caller, pair->caller), known = words_of(label, pair->label);
        double weight = 0.0, own = 0.0;
        for (int i = 0; i < known.count; i++) {
            double heavy = weigh(known.word[i]);
            weight += heavy, all_theirs += heavy;
            matched_theirs += heavy * pair->alike;
        }
        for (int i = 0; i < said.count; i++)
            own += weigh(said.word[i]);
        if (any_of_kind(&said, PERSON))
            own = weight;
        matched_ours += own * pair->alike, all_ours += own;
        if (pair->how != SAME_PLACE)
            told += (weight < own ? weight : own) * pair->alike;
        worst = larger(worst, unlike(&said, &known, pair));
    }
    all_ours += sum_of(ours, caller), all_theirs += sum_of(theirs, label);
    row[at_caller_covered] = all_ours != 0.0 ? matched_ours / all_ours : 0.0;
    row[at_label_covered] = all_theirs != 0.0 ? matched_theirs / all_theirs : 0.0;
    row[at_told] = told / 1.5 < 1.0 ? told / 1.5 : 1.0;
    row[at_worst_pair] = aligned->pairs ? worst : 1.0;
}

static void extras(const Name *caller, const Words *ours, const Words *theirs, double *row)
{
    double common = 0.0;
    row[at_caller_extra] = row[at_extra_unusual] = row[at_label_extra] = row[at_unsaid_unusual] = 0.0;
    for (int i = 0; i < ours->count + theirs->count; i++) {
        int is_ours = i < ours->count;
        const Word *word = is_ours ? ours->word[i] : theirs->word[i - ours->count];
        if (word->kind == WEAK || word->kind == BRANCH)
            common += weigh(word);
        if (is_ours && (word->kind == CORE || word->kind == PERSON)) {
            row[at_caller_extra] = larger(row[at_caller_extra], caller->generic ? word->weight : weigh(word));
            row[at_extra_unusual] = larger(row[at_extra_unusual], word->unusual);
        } else if (!is_ours && word->kind == CORE && !caller->generic) {
            row[at_label_extra] = larger(row[at_label_extra], weigh(word));
            row[at_unsaid_unusual] = larger(row[at_unsaid_unusual], word->unusual);
        }
    }
    row[at_weak_extra] = common < 1.0 ? common : 1.0;
}

void signals(const Name *caller, const Name *label, const Alignment *aligned, Text city, double *row)
{
    Words caller_alone = words_of(caller, aligned->caller_alone), label_alone = words_of(label, aligned->label_alone);
    Words remarks = words_of(caller, aligned->remarks), ours, theirs;
    left_over(caller, label, &caller_alone, &label_alone, &ours, &theirs);
    covered(caller, label, aligned, &ours, &theirs, row);
    extras(caller, &ours, &theirs, row);
    int our_number = any_of_kind(&caller_alone, NUMBER), their_number = any_of_kind(&label_alone, NUMBER);
    int here = city.size && holds(label->cities, city), conflict;
    row[at_number_conflict] = our_number && their_number, row[at_number_missing] = our_number != their_number;
    row[at_city_agrees] = here;
    row[at_city_conflict] = city.size && label->cities.at < label->cities.end && !here && !label->of_group;
    row[at_place_conflict] = places_conflict(caller, label, &label_alone);
    row[at_place_extra] = 0.0;
    for (int i = 0; i < caller_alone.count && !caller->branch; i++)
        if (caller_alone.word[i]->kind == PLACE && is_adjective(caller, caller_alone.word[i]->text))
            row[at_place_extra] = 1.0;
    row[at_place_unsaid] = any_of_kind(&label_alone, PLACE);
    row[at_remark] = remarked(caller, &remarks, label);
    row[at_support] = supported(&remarks, &caller_alone, label);
    static const int HOWS[] = {ACRONYM, GLUED, INITIAL, SPELLING, SCRIPT}; /* from at_acronym on */
    for (int how = 0; how < 5; how++)
        row[at_acronym + how] = aligned->hows >> HOWS[how] & 1;
    row[at_form_agrees] = forms_agree(caller, label, &conflict);
    row[at_form_conflict] = conflict, row[at_of_group] = label->of_group;
}
