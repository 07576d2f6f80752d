// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>

namespace memvp {

/// A prediction that is a weighted sum of features.
struct linear_readout {
  Eigen::VectorXd weights;  ///< one a feature
  double offset = 0;

  Eigen::VectorXd predict(const Eigen::MatrixXd& features) const { return (features * weights).array() + offset; }
};

/// Least squares with a penalty on the weights (ridge regression), the offset free of it.
/// @param features  a row a point
/// @param penalty  times the mean eigenvalue of the features' covariance; 0: plain least squares, the solution of least
///   weights if there are several (the pseudo-inverse)
/// @throws std::invalid_argument for no points, unequal counts or a negative penalty
linear_readout fit_linear_readout(const Eigen::MatrixXd& features, const Eigen::VectorXd& targets, double penalty);

/// The same with the penalty, of 0 and the powers of ten from 1e-12 to 1, that predicts the last fifth of the points
/// best when the others are fitted; then fitted to all.
/// @param weight_error  error that each weight will have, standard deviation as a share of the greatest weight: the
///   error that it adds to a prediction is counted in
/// @throws std::invalid_argument as fit_linear_readout(), or for fewer than ten points
linear_readout choose_linear_readout(const Eigen::MatrixXd& features, const Eigen::VectorXd& targets,
                                     double weight_error);

/// Root of the mean squared error over the targets' standard deviation: 1 for who always predicts their mean.
/// @throws std::invalid_argument for unequal counts or targets that are all the same
double normalised_error(const Eigen::VectorXd& predictions, const Eigen::VectorXd& targets);

}  // namespace memvp
