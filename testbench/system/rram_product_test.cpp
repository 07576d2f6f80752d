// SPDX-License-Identifier: Apache-2.0
// One 1T1R tile as a user runs it.
#include <gtest/gtest.h>

#include <cmath>

#include "memvp/traces/energy_ledger.hpp"
#include "program_run.hpp"
#include "waveform_file.hpp"

namespace memvp::system_test {
namespace {

class rram_product_run : public program_test {};

TEST_F(rram_product_run, with_neurrams_sizes_and_times_takes_the_published_time) {
  // K8 of ndr_1t1r.md: 0.27 (2^n - 1) + 0.3 m + 0.3 us for m output bits and n magnitude bits; TOPS of 48 cores.
  struct figure {
    int output_bits, input_bits;
    double microseconds, tops;
  };
  for (const figure& k8 :
       {figure{3, 1, 1.47, 2.12}, figure{4, 2, 1.77, 1.79}, figure{5, 3, 2.61, 1.17}, figure{6, 4, 3.99, 0.74}}) {
    const std::string name = "bits_" + std::to_string(k8.input_bits);
    const auto results = run("neurram-mvm",
                             with({"converter.dac_bits=" + std::to_string(k8.input_bits),
                                   "converter.adc_bits=" + std::to_string(k8.output_bits), "workload.vectors=2",
                                   "wire.row_resistance=0 ohm", "wire.column_resistance=0 ohm"}),
                             name)["results"];
    EXPECT_NEAR(results["product_time_s"].get<double>(), k8.microseconds * 1e-6, 1e-15);
    EXPECT_NEAR(48 * results["operations_per_second"].get<double>() / (k8.tops * 1e12), 1, 0.09);
  }
}

TEST_F(rram_product_run, is_repeated_by_its_run_toml_and_its_power_adds_up) {
  const std::string settings =
      with({"array.rows=24", "array.columns=20", "workload.vectors=5", "workload.program=true",
            "workload.converter_range=5", "device.stuck_on_fraction=0", "device.stuck_off_fraction=0"}) +
      " --vcd";
  const auto first = run("rram-mvm", settings, "first");
  const outcome again = memvp("run first/run.toml --quiet --out second");
  ASSERT_EQ(again.status, 0) << again.err;
  EXPECT_EQ(without_host(summary("second")), without_host(first));
  const double integral = integral_of(file("first/waves.vcd"), "top.rram.power_W");
  EXPECT_NO_THROW(check_energies_agree("rram-mvm", first["energy"]["dynamic_j"], "the waveform", integral));
  EXPECT_GT(first["results"]["write_verify_pulses_per_cell"].get<double>(), 1);
  EXPECT_LT(first["results"]["relative_rms_error"].get<double>(), 0.1);  // 1 uS of 39 uS, 8 bits
}

TEST_F(rram_product_run, with_impossible_settings_says_which) {
  expect_sentence("run rram-mvm --set array.rows=513", 2, "array.rows");
  expect_sentence("run rram-mvm --set write.set_end='1 V'", 2, "write.set_end");
  expect_sentence("run rram-mvm --set trace.cells=300,0", 2, "trace.cells");
}

}  // namespace
}  // namespace memvp::system_test
