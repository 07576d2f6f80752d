// SPDX-License-Identifier: Apache-2.0
// Matrices as CSV files, and measured update curves, which are read as such and fitted.
#include "memvp/platforms/update_curve.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "memvp/platforms/csv_matrix.hpp"
#include "memvp/testbench/fuzz/expectation.hpp"
#include "memvp/testbench/fuzz/input_file.hpp"

namespace {

void require_same_matrix_again(const memvp::input_file& file) {
  static memvp::input_file written;
  memvp::is_accepted([&] {
    const memvp::matrix_by_rows matrix = memvp::read_csv_matrix(file.path());
    memvp::require(matrix.size() > 0 && matrix.allFinite(), "a matrix has finite values");
    memvp::write_csv_matrix(written.path(), "again", matrix);
    memvp::require(memvp::read_csv_matrix(written.path()) == matrix, "a matrix that was written reads as the same one");
  });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static memvp::input_file file;
  file.fill(bytes, size);
  require_same_matrix_again(file);
  memvp::is_accepted([&] {
    memvp::ecram_device_parameters device;
    device.update_curve = file.path().string();
    nlohmann::ordered_json results;
    memvp::apply_update_curve(device, results);
    for (const auto& [key, value] : results.at("update_curve").items())
      memvp::require(std::isfinite(value.get<double>()), "a fit has finite figures");
    memvp::require(!memvp::update_curve_table(results).empty(), "a fit can be shown");
    memvp::check(device);
  });
  return 0;
}
