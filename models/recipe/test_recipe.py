"""python -m unittest, in this folder, with the requirements of a recipe for tables."""

import unittest

import lightgbm as lgb
import numpy as np
from sklearn.metrics import average_precision_score, roc_auc_score, roc_curve

import curve
import fields
import metrics
import package
import trees
from derived import Derived
from runtime import Graph, check_bits

RANDOM = np.random.default_rng(5)


class Figures(unittest.TestCase):
    def test_agree_with_scikit_learn_with_ties_and_weights(self):
        labels = (RANDOM.random(2000) < 0.2).astype(int)
        scores = np.round(np.clip(0.2 + 0.3 * labels + 0.2 * RANDOM.normal(size=2000), 0, 1), 2)
        for weights in (None, RANDOM.random(2000) * 10):
            figures = metrics.summary(labels, scores, 0.4, weights)
            false_positives, recall, _ = roc_curve(labels, scores, sample_weight=weights)
            self.assertAlmostEqual(figures["auc"], roc_auc_score(labels, scores, sample_weight=weights))
            self.assertAlmostEqual(figures["ap"], average_precision_score(labels, scores, sample_weight=weights))
            self.assertAlmostEqual(figures["recall_at_1pct_fpr"], recall[false_positives <= 0.01][-1])

    def test_the_cheapest_threshold_of_calibrated_scores_is_where_costs_meet(self):
        scores = np.repeat(np.arange(1, 100) / 100, 1000)
        labels = (np.tile(np.arange(1000), 99) < scores * 1000).astype(int)
        threshold, _ = metrics.least_cost(labels, scores, metrics.Costs(missed=3, alarm=1))
        self.assertAlmostEqual(threshold, 0.25, delta=0.011)


class Trees(unittest.TestCase):
    def test_graph_has_the_bits_of_the_booster_alone_and_in_batches(self):
        features = RANDOM.normal(size=(3000, 4)).astype(np.float32) ** 2
        labels = (features[:, 0] > features[:, 1] + RANDOM.normal(size=3000)).astype(int)
        derived = Derived(ratios=((0, 1), (2, 3)), products=((1, 2),))
        columns = derived(features)
        params = {"objective": "binary", "verbose": -1, "num_threads": 1, "num_leaves": 8}
        booster = trees.exact(lgb.train(params, lgb.Dataset(columns, labels), 60), slope=1.3, shift=-0.2)
        graph = Graph(trees.build(booster, 4, derived, curve.logistic()))
        expected = curve.logistic()(booster.predict(columns, raw_score=True))
        self.assertTrue(np.array_equal(graph.run({"features": features}), expected))
        check_bits(lambda rows: graph.run({"features": features[rows]}), 200, (2, 7, 64))

    def test_of_float32_values_the_same_pass_a_rounded_threshold(self):
        thresholds = RANDOM.normal(size=1000)
        rounded = trees.round_down(thresholds)
        for values in (rounded, np.nextafter(rounded, np.float32(np.inf))):
            self.assertTrue(np.array_equal(values.astype(float) <= thresholds, values <= rounded))

    def test_the_table_of_lines_is_the_logistic_function(self):
        raw = np.linspace(-40, 40, 100_001)
        self.assertLess(np.abs(curve.logistic()(raw) - 1 / (1 + np.exp(-raw))).max(), 1e-6)


class Fields(unittest.TestCase):
    FIELDS = (
        fields.number("a", "", minimum=0, maximum=9, out_of_range="clip", missing="default", default=4),
        fields.category("b", "", ("x", "y"), unknown="bucket"),
    )

    def test_follow_the_rules_of_the_manifest(self):
        rows = fields.matrix(self.FIELDS, [{"a": 12, "b": "y"}, {"b": "z"}, {"a": -1, "b": "x"}])
        self.assertEqual(rows.tolist(), [[9, 1], [4, 2], [0, 0]])

    def test_refuse_what_has_no_rule(self):
        with self.assertRaises(ValueError):
            fields.matrix(self.FIELDS, [{"a": 1}])


class Histograms(unittest.TestCase):
    def test_hold_every_value_once(self):
        values = np.append(RANDOM.normal(size=500), [np.nan, 0, 0])
        result = package.histogram(values, package.quantile_edges(values))
        self.assertEqual(sum(result["counts"]) + result["missing"], len(values))


if __name__ == "__main__":
    unittest.main()
