// SPDX-License-Identifier: Apache-2.0
#include "memvp/traces/energy_ledger.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>

#include "scratch_folder.hpp"

namespace memvp {
namespace {

/// What was posted, kept outside the ledger, summed in the 64-bit mantissa of a long double.
struct posted {
  std::size_t component, cause;
  cycle_interval interval;
  double joules;
  energy_kind kind;
};

/// Short and long pulses, instants and pauses, from 1 to 10^7 cycles (10 ns to 100 ms at 100 MHz), 1 fJ to 1 uJ.
std::vector<posted> random_posts(std::size_t count) {
  std::mt19937_64 generator(1);
  std::uniform_real_distribution<double> exponent(0.0, 7.0), magnitude(-15.0, -6.0);
  std::vector<posted> posts;
  cycle_count now = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const cycle_count length = i % 5 == 0 ? 0 : static_cast<cycle_count>(std::pow(10.0, exponent(generator)));
    posts.push_back({generator() % 3,
                     generator() % 4,
                     {now, length},
                     std::pow(10.0, magnitude(generator)),
                     i % 3 == 0 ? energy_kind::static_energy : energy_kind::dynamic_energy});
    now += length / 2 + generator() % 1000;
  }
  return posts;
}

struct ledger_of_three_components {
  energy_ledger ledger;
  std::vector<component_id> components{ledger.component("drivers"), ledger.component("adc"), ledger.component("array")};
  std::vector<cause_id> causes{ledger.cause("program"), ledger.cause("update"), ledger.cause("mvm"),
                               ledger.cause("leakage")};

  void post(const posted& p) { ledger.post(components[p.component], causes[p.cause], p.interval, p.joules, p.kind); }
};

double sum(const std::vector<double>& values) {
  return static_cast<double>(std::accumulate(values.begin(), values.end(), 0.0L));
}

double sum(const std::vector<std::pair<std::string, double>>& parts) {
  long double total = 0;
  for (const auto& part : parts) total += part.second;
  return static_cast<double>(total);
}

/// Joules of a kind in the posts, overall or of one component.
double expected(const std::vector<posted>& posts, energy_kind kind, int component = -1) {
  long double total = 0;
  for (const posted& p : posts)
    if (p.kind == kind && (component < 0 || p.component == static_cast<std::size_t>(component))) total += p.joules;
  return static_cast<double>(total);
}

TEST(energy_ledger, every_sum_equals_the_sum_of_the_posts) {
  const auto posts = random_posts(20'000);
  ledger_of_three_components three;
  for (const posted& p : posts) three.post(p);
  const energy_ledger& ledger = three.ledger;
  const double dynamic = expected(posts, energy_kind::dynamic_energy);
  const double standing = expected(posts, energy_kind::static_energy);
  EXPECT_DOUBLE_EQ(ledger.dynamic_total(), dynamic);
  EXPECT_DOUBLE_EQ(ledger.static_total(), standing);
  EXPECT_NEAR(sum(ledger.by_component()) / (dynamic + standing), 1.0, 1e-14);
  EXPECT_NEAR(sum(ledger.by_cause()) / (dynamic + standing), 1.0, 1e-14);
  long double shares = 0;
  for (const energy_share& share : ledger.by_component_and_cause())
    shares += static_cast<long double>(share.dynamic_joules) + share.static_joules;
  EXPECT_NEAR(static_cast<double>(shares) / (dynamic + standing), 1.0, 1e-14);
  for (int component = 0; component < 3; ++component)
    EXPECT_DOUBLE_EQ(
        ledger.component_total(three.components[static_cast<std::size_t>(component)], energy_kind::dynamic_energy),
        expected(posts, energy_kind::dynamic_energy, component));
  EXPECT_EQ(ledger.posts(), posts.size());
  EXPECT_NO_THROW(ledger.check());
}

TEST(energy_ledger, bins_add_up_to_the_posts_after_many_doublings) {
  const auto posts = random_posts(20'000);
  ledger_of_three_components three;
  for (const posted& p : posts) three.post(p);
  const energy_ledger& ledger = three.ledger;
  EXPECT_GE(ledger.bin_length(), cycle_count{1} << 20);  // the run is some 10^10 cycles: more than 20 doublings
  EXPECT_LE(ledger.bin_count(), 1000u);
  EXPECT_GT(ledger.bin_count(), 499u);
  for (const energy_kind kind : {energy_kind::dynamic_energy, energy_kind::static_energy}) {
    EXPECT_NEAR(sum(ledger.bin_energy(kind)) / expected(posts, kind), 1.0, 1e-12);
    for (int component = 0; component < 3; ++component)
      EXPECT_NEAR(sum(ledger.bin_energy(three.components[static_cast<std::size_t>(component)], kind)) /
                      expected(posts, kind, component),
                  1.0, 1e-12);
  }
}

TEST(energy_ledger, a_pulse_is_spread_over_its_bins_in_proportion_wherever_they_doubled) {
  // Posts as they come, against bins computed at the end from the posts with the final bin length.
  const auto posts = random_posts(3'000);
  ledger_of_three_components three;
  for (const posted& p : posts) three.post(p);
  const auto width = static_cast<long double>(three.ledger.bin_length());
  std::vector<long double> bins(three.ledger.bin_count());
  for (const posted& p : posts) {
    const auto start = static_cast<long double>(p.interval.start), length = static_cast<long double>(p.interval.length);
    auto bin = static_cast<std::size_t>(start / width);
    if (p.interval.length == 0) bins[bin] += p.joules;
    for (; p.interval.length != 0 && static_cast<long double>(bin) * width < start + length; ++bin) {
      const long double begin = std::max(start, static_cast<long double>(bin) * width);
      const long double end = std::min(start + length, static_cast<long double>(bin + 1) * width);
      bins[bin] += p.joules * (end - begin) / length;
    }
  }
  const std::vector<double> found = three.ledger.bin_energy();
  const double total = three.ledger.total();
  for (std::size_t bin = 0; bin < bins.size(); ++bin)
    ASSERT_NEAR(found[bin], static_cast<double>(bins[bin]), 1e-14 * total) << bin;
}

TEST(energy_ledger, an_instant_is_paid_into_the_bin_of_its_start_whole) {
  energy_ledger ledger(4);
  const auto latch = ledger.component("latch");
  const auto update = ledger.cause("update");
  ledger.post(latch, update, {3, 0}, 2.0);
  EXPECT_EQ(ledger.bin_length(), 1u);
  EXPECT_EQ(ledger.bin_energy(), (std::vector<double>{0.0, 0.0, 0.0, 2.0}));
  ledger.post(latch, update, {4, 4}, 8.0);  // cycles 4 to 7: now 8 cycles in at most 4 bins
  EXPECT_EQ(ledger.bin_length(), 2u);
  EXPECT_EQ(ledger.bin_energy(), (std::vector<double>{0.0, 2.0, 4.0, 4.0}));
}

TEST(energy_ledger, ten_million_equal_posts_lose_nothing_to_rounding) {
  energy_ledger ledger;
  const auto adc = ledger.component("adc");
  const auto mvm = ledger.cause("mvm");
  constexpr std::uint64_t conversions = 10'000'000;
  for (std::uint64_t i = 0; i < conversions; ++i) ledger.post(adc, mvm, {7, 1}, 0.1);
  // 10^7 times the double nearest to 0.1, rounded once; a plain sum is off by 1.6e-4 J.
  EXPECT_EQ(ledger.total(), static_cast<double>(static_cast<long double>(0.1) * conversions));
  EXPECT_EQ(ledger.bin_energy()[7], ledger.total());
}

TEST(energy_ledger, leakage_is_totalled_apart_from_dynamic_energy) {
  energy_ledger ledger;
  const auto adc = ledger.component("adc");
  ledger.post(adc, ledger.cause("mvm"), {0, 10}, 3.0);
  ledger.post(adc, ledger.cause("leakage"), {0, 20}, 4.0, energy_kind::static_energy);
  EXPECT_EQ(ledger.dynamic_total(), 3.0);
  EXPECT_EQ(ledger.static_total(), 4.0);
  EXPECT_EQ(ledger.total(), 7.0);
  EXPECT_EQ(sum(ledger.bin_energy(energy_kind::dynamic_energy)), 3.0);
  EXPECT_NEAR(sum(ledger.bin_energy(energy_kind::static_energy)), 4.0, 1e-15);
  EXPECT_EQ(ledger.by_cause()[1], (std::pair<std::string, double>("leakage", 4.0)));
}

TEST(energy_ledger, a_double_post_agrees_with_itself_and_is_caught_by_an_independent_figure) {
  // The sums of one set of posts agree even if the set is wrong; energy found in another way does not.
  const auto posts = random_posts(1'000);
  const double independent = expected(posts, energy_kind::dynamic_energy);
  ledger_of_three_components right, wrong;
  for (const posted& p : posts) {
    right.post(p);
    wrong.post(p);
  }
  const posted again = *std::max_element(posts.begin(), posts.end(), [](const posted& a, const posted& b) {
    return (a.kind == energy_kind::dynamic_energy ? a.joules : 0) <
           (b.kind == energy_kind::dynamic_energy ? b.joules : 0);
  });
  wrong.post(again);
  EXPECT_NO_THROW(wrong.ledger.check());
  EXPECT_NO_THROW(
      check_energies_agree("the dynamic energy", right.ledger.dynamic_total(), "the pulse log", independent));
  EXPECT_THAT(sentence_of<std::logic_error>([&] {
                check_energies_agree("the dynamic energy", wrong.ledger.dynamic_total(), "the pulse log", independent);
              }),
              testing::AllOf(testing::StartsWith("the dynamic energy is"), testing::HasSubstr("the pulse log gives")));
}

TEST(energy_ledger, energies_agree_to_1e_9_and_not_to_1e_8) {
  EXPECT_NO_THROW(check_energies_agree("a", 1.0, "b", 1.0 + 0.9e-9));
  EXPECT_THROW(check_energies_agree("a", 1.0, "b", 1.0 + 1e-8), std::logic_error);
  EXPECT_NO_THROW(check_energies_agree("a", 0.0, "b", 0.0));
  EXPECT_THROW(check_energies_agree("a", 0.0, "b", 1e-30), std::logic_error);
  EXPECT_THROW(check_energies_agree("a", 1.0, "b", std::numeric_limits<double>::quiet_NaN()), std::logic_error);
}

TEST(energy_ledger, components_and_causes_may_be_created_between_posts) {
  energy_ledger ledger;
  const auto first = ledger.component("first");
  const auto program = ledger.cause("program");
  ledger.post(first, program, {0, 2000}, 1.0);
  const auto verify = ledger.cause("verify");
  const auto second = ledger.component("second");
  ledger.post(second, verify, {2000, 1}, 2.0);
  EXPECT_EQ(ledger.component("first").index, first.index);
  EXPECT_EQ(ledger.cause("verify").index, verify.index);
  const auto shares = ledger.by_component_and_cause();
  ASSERT_EQ(shares.size(), 2u);
  EXPECT_EQ(shares[0].component + "/" + shares[0].cause, "first/program");
  EXPECT_EQ(shares[1].component + "/" + shares[1].cause, "second/verify");
  EXPECT_NO_THROW(ledger.check());
}

TEST(energy_ledger, what_is_no_energy_or_no_interval_is_refused_and_changes_nothing) {
  energy_ledger ledger;
  const auto adc = ledger.component("adc");
  const auto mvm = ledger.cause("mvm");
  EXPECT_THROW(ledger.post(adc, mvm, {0, 1}, -1e-15), std::logic_error);
  EXPECT_THROW(ledger.post(adc, mvm, {0, 1}, std::numeric_limits<double>::quiet_NaN()), std::logic_error);
  EXPECT_THROW(ledger.post(adc, mvm, {0, 1}, std::numeric_limits<double>::infinity()), std::logic_error);
  EXPECT_THROW(ledger.post({}, mvm, {0, 1}, 1.0), std::logic_error);
  EXPECT_THROW(ledger.post(adc, cause_id{7}, {0, 1}, 1.0), std::logic_error);
  EXPECT_THROW(ledger.post(adc, mvm, {UINT64_MAX, 2}, 1.0), std::overflow_error);
  EXPECT_THROW(energy_ledger(1), std::invalid_argument);
  EXPECT_EQ(ledger.posts(), 0u);
  EXPECT_EQ(ledger.total(), 0.0);
}

TEST(energy_ledger, a_run_of_any_length_fits_its_bins) {
  energy_ledger ledger;
  const auto adc = ledger.component("adc");
  const auto mvm = ledger.cause("mvm");
  ledger.post(adc, mvm, {0, 1}, 1.0);
  ledger.post(adc, mvm, {UINT64_MAX, 1}, 2.0);
  EXPECT_LE(ledger.bin_count(), 1000u);
  EXPECT_EQ(ledger.bin_energy().front(), 1.0);
  EXPECT_EQ(ledger.bin_energy().back(), 2.0);
}

TEST(energy_ledger, the_columns_of_its_file_add_up_to_the_totals) {
  const scratch_folder folder;
  const auto posts = random_posts(5'000);
  ledger_of_three_components three;
  for (const posted& p : posts) three.post(p);
  const clock_grid grid(10'000);
  three.ledger.write_csv(folder / "energy.csv", grid);

  const auto lines = lines_of(folder / "energy.csv");
  ASSERT_EQ(lines.size(), three.ledger.bin_count() + 1);
  EXPECT_EQ(lines[0],
            "bin_start_s,bin_length_s,drivers.dynamic_j,drivers.static_j,adc.dynamic_j,adc.static_j,array.dynamic_j,"
            "array.static_j");
  std::vector<long double> columns(6);
  for (std::size_t row = 1; row < lines.size(); ++row) {
    const auto fields = split(lines[row], ',');
    ASSERT_EQ(fields.size(), 8u);
    EXPECT_DOUBLE_EQ(std::stod(fields[0]), static_cast<double>(row - 1) * std::stod(fields[1]));
    for (std::size_t column = 0; column < 6; ++column) columns[column] += std::stod(fields[column + 2]);
  }
  for (std::size_t column = 0; column < 6; ++column)
    EXPECT_NEAR(
        static_cast<double>(columns[column]) /
            three.ledger.component_total(three.components[column / 2],
                                         column % 2 == 0 ? energy_kind::dynamic_energy : energy_kind::static_energy),
        1.0, 1e-12);
}

}  // namespace
}  // namespace memvp
