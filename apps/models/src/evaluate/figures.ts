/** How well scores in [0, 1] tell positive rows from negative ones. A figure that needs a class which is not there is NaN. */
export interface Figures {
  /** Area under the ROC curve: share of pairs in order, a tie counting half. */
  readonly auc: number;
  /** Average precision: precision at each distinct score, weighted by the recall gained there. */
  readonly ap: number;
  /** Largest recall of any threshold that flags at most 1 % of the negative rows. */
  readonly recallAt1PctFpr: number;
  /** Expected calibration error over 15 bins of equal width (Guo et al. 2017). */
  readonly ece: number;
  readonly precision: number;
  readonly recall: number;
  /** Mean of the shares of positive and of negative rows that the threshold gets right. */
  readonly balancedAccuracy: number;
}

export type FigureName = keyof Figures;

/** Order and titles of the figures in tables. */
export const FIGURE_TITLES: Readonly<Record<FigureName, string>> = {
  auc: 'AUC',
  ap: 'AP',
  recallAt1PctFpr: 'recall at 1 % FPR',
  ece: 'ECE',
  precision: 'precision',
  recall: 'recall',
  balancedAccuracy: 'balanced acc.',
};

export const FIGURE_NAMES = Object.keys(FIGURE_TITLES) as readonly FigureName[];
