// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "memvp/models/tiles/refresh_driver.hpp"
#include "memvp/models/tiles/refresh_tile_parameters.hpp"
#include "memvp/platforms/workloads/ionic_updates.hpp"
#include "memvp/platforms/workloads/level_pairs.hpp"
#include "memvp/platforms/workloads/matrix_engine.hpp"

namespace memvp {

/// How weights are laid into the cells of refresh tiles.
struct ionic_mapping_parameters {
  std::int64_t floor_level = 8;         ///< level of the cell of a pair that does not carry the weight
  std::int64_t programming_tries = 20;  ///< REPROGRAM requests for one array before its programming is given up
};

/// Keys "mapping.*".
void visit_parameters(parameter_visitor& visitor, ionic_mapping_parameters& parameters);

/// A network on refresh tiles, one a layer: inputs are rows, weight (i, o) is the cells of columns 2o and 2o + 1 in row
/// i. Weights are written to the polarisation; changes go to the ions of the same cells. All traffic goes over the bus.
class refresh_engine final : public matrix_engine {
 public:
  /// @param drivers            one a layer, alive as long as the engine
  /// @param programming_tries  REPROGRAM requests for one array before its programming is given up
  /// @throws std::invalid_argument naming the layer and what its array lacks, and as ionic_updates does
  refresh_engine(host_cpu& host, std::vector<refresh_driver*> drivers, const std::vector<layer_shape>& layers,
                 const refresh_tile_parameters& tile, const level_pairs& pairs, std::int64_t programming_tries);

  const std::vector<layer_shape>& layers() const override { return layers_; }

  /// Makes the layer's rows non-volatile, writes its polarisation, and reads every cell once: what it finds is what
  /// later changes start from.
  /// @throws refresh_request_error if cells stay out of tolerance
  void set_weights(std::size_t layer, const double* weights) override;
  void weights(std::size_t layer, double* weights) const override;
  /// Inputs of one call share a scale, the largest magnitude among them at the greatest code; likewise errors. The
  /// converters' range follows the words: a call whose words saturate is repeated in the next coarser range, one whose
  /// words all lie in the lowest eighth in a finer one.
  void forward(std::size_t layer, const double* inputs, std::size_t count, double* outputs) override;
  void backward(std::size_t layer, const double* errors, std::size_t count, double* input_errors) override;
  /// One PULSE command. Only rows that were given to a task (begin_task()) can be changed.
  void update(std::size_t layer, const double* weight_change) override;

  /// Makes fresh arrays of all: heated to 10 K above the Curie temperature, where the polarisation is lost, and cooled
  /// to the reference temperature again. The controllers know no cell's level afterwards. Takes neither time nor energy
  /// in the model.
  void depolarise();
  /// Gives all rows of all layers to a task, as volatile ones. Whether the controller restores them from the task
  /// before is its policy's.
  void begin_task(std::uint32_t task);
  /// Asks for the ions of all layers to be brought back to equilibrium.
  void restore();

  std::uint64_t updates() const { return updates_; }       ///< PULSE commands of all layers
  double pulse_seconds() const { return pulse_seconds_; }  ///< s for which rows were driven by them, one after another
  std::uint64_t cut_pulses() const;                        ///< changes that fell short of what one pulse can do

 private:
  void product(std::size_t layer, bool transposed, const double* values, std::size_t count, double* results);
  refresh_product product_of(std::size_t layer, bool transposed) const;
  void multiply(std::size_t layer, bool transposed, std::size_t count);
  std::uint32_t finer_ranges(std::int32_t most) const;
  void program(std::size_t layer);
  void catch_up(std::size_t layer);

  host_cpu& host_;
  std::vector<refresh_driver*> drivers_;
  std::vector<layer_shape> layers_;
  ferroionic_device_parameters device_;
  level_pairs pairs_;
  std::int64_t programming_tries_;
  std::int32_t greatest_word_;
  std::vector<ionic_updates> ions_;                   // a layer each
  std::vector<std::uint64_t> caught_up_cycle_;        // until when ions_ has followed the relaxation
  std::vector<std::array<std::uint32_t, 2>> ranges_;  // of the layer's products, forward and transposed
  std::uint64_t updates_ = 0;
  double pulse_seconds_ = 0;
  std::vector<std::uint8_t> levels_;
  std::vector<std::int8_t> codes_;
  std::vector<std::int16_t> widths_;
  std::vector<std::int32_t> words_;
  std::vector<double> siemens_;
};

}  // namespace memvp
