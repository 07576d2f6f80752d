// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/linear_readout.hpp"

#include <Eigen/SVD>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace memvp {

namespace {

void require_points(const Eigen::MatrixXd& features, const Eigen::VectorXd& targets) {
  if (features.rows() == 0 || features.rows() != targets.size())
    throw std::invalid_argument("a read-out needs as many targets as points, and at least one point.");
}

/// One decomposition of the features for any number of penalties.
class ridge_solver {
 public:
  ridge_solver(const Eigen::MatrixXd& features, const Eigen::VectorXd& targets)
      : means_(features.colwise().mean()), mean_target_(targets.mean()) {
    const Eigen::MatrixXd centred = features.rowwise() - means_;
    const Eigen::BDCSVD<Eigen::MatrixXd> svd(centred, Eigen::ComputeThinU | Eigen::ComputeThinV);
    directions_ = svd.matrixV();
    singular_ = svd.singularValues();
    projected_ = svd.matrixU().transpose() * (targets.array() - mean_target_).matrix();
    mean_eigenvalue_ = singular_.squaredNorm() / static_cast<double>(features.cols());
  }

  linear_readout solve(double penalty) const {
    const double least = singular_.size() == 0 ? 0
                                               : singular_(0) * std::numeric_limits<double>::epsilon() *
                                                     static_cast<double>(directions_.rows() + projected_.size());
    Eigen::VectorXd scaled = Eigen::VectorXd::Zero(singular_.size());
    for (Eigen::Index i = 0; i < singular_.size(); ++i)
      if (singular_(i) > least)
        scaled(i) = projected_(i) * singular_(i) / (singular_(i) * singular_(i) + penalty * mean_eigenvalue_);
    linear_readout readout;
    readout.weights = directions_ * scaled;
    readout.offset = mean_target_ - means_.dot(readout.weights);
    return readout;
  }

 private:
  Eigen::RowVectorXd means_;
  double mean_target_, mean_eigenvalue_;
  Eigen::MatrixXd directions_;
  Eigen::VectorXd singular_, projected_;
};

}  // namespace

linear_readout fit_linear_readout(const Eigen::MatrixXd& features, const Eigen::VectorXd& targets, double penalty) {
  require_points(features, targets);
  if (!(penalty >= 0)) throw std::invalid_argument("the penalty of a read-out must not be negative.");
  return ridge_solver(features, targets).solve(penalty);
}

linear_readout choose_linear_readout(const Eigen::MatrixXd& features, const Eigen::VectorXd& targets,
                                     double weight_error) {
  require_points(features, targets);
  if (features.rows() < 10) throw std::invalid_argument("too few points to choose a penalty by: ten are needed.");
  const Eigen::Index held = features.rows() / 5, fitted = features.rows() - held;
  const ridge_solver part(features.topRows(fitted), targets.head(fitted));
  double best = std::numeric_limits<double>::infinity(), chosen = 0;
  for (int exponent = -13; exponent <= 0; ++exponent) {
    const double penalty = exponent < -12 ? 0 : std::pow(10.0, exponent);
    const linear_readout readout = part.solve(penalty);
    const double of_weight = weight_error * readout.weights.cwiseAbs().maxCoeff();
    const double squares = (readout.predict(features.bottomRows(held)) - targets.tail(held)).squaredNorm() +
                           of_weight * of_weight * features.bottomRows(held).squaredNorm();
    if (squares >= best) continue;
    best = squares;
    chosen = penalty;
  }
  return fit_linear_readout(features, targets, chosen);
}

double normalised_error(const Eigen::VectorXd& predictions, const Eigen::VectorXd& targets) {
  if (targets.size() == 0 || predictions.size() != targets.size())
    throw std::invalid_argument("an error needs as many predictions as targets, and at least one.");
  const double variance = (targets.array() - targets.mean()).square().mean();
  if (!(variance > 0)) throw std::invalid_argument("targets that are all the same have no normalised error.");
  return std::sqrt((predictions - targets).squaredNorm() / static_cast<double>(targets.size()) / variance);
}

}  // namespace memvp
