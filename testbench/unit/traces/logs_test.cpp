// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "memvp/traces/area_inventory.hpp"
#include "memvp/traces/latency_log.hpp"
#include "memvp/traces/pulse_log.hpp"
#include "memvp/traces/transaction_log.hpp"
#include "scratch_folder.hpp"

namespace memvp {
namespace {

TEST(area_inventory, the_total_is_the_sum_of_the_components) {
  const scratch_folder folder;
  area_inventory area;
  area.add("ecram0.adc", 1000.5);
  area.add("ecram0.array", 20.0);
  area.add("ecram0.adc", 0.25);
  area.add_unknown("ecram0.channel");
  area.add_unknown("ecram0.channel");
  EXPECT_EQ(area.total(), 1020.75);
  ASSERT_EQ(area.by_component().size(), 2u);
  EXPECT_EQ(area.by_component()[0].second, 1000.75);
  EXPECT_THAT(area.unknown(), testing::ElementsAre("ecram0.channel"));
  area.write_csv(folder / "area.csv");
  EXPECT_EQ(content_of(folder / "area.csv"),
            "component,area_um2\necram0.adc,1000.75\necram0.array,20\necram0.channel,\n");
}

TEST(area_inventory, what_is_no_area_is_refused) {
  area_inventory area;
  EXPECT_THROW(area.add("adc", -1.0), std::invalid_argument);
  EXPECT_THROW(area.add("adc", std::numeric_limits<double>::quiet_NaN()), std::invalid_argument);
  EXPECT_THROW(area.add("adc", std::numeric_limits<double>::infinity()), std::invalid_argument);
}

TEST(latency_log, each_command_appears_once_as_a_row_or_in_a_histogram) {
  const scratch_folder folder;
  latency_log log(2);
  log.record("ecram0", "update", 100, 7);
  log.record("ecram0", "mvm", 107, 40);
  log.record("ecram0", "update", 147, 8);
  log.record("ecram0", "update", 155, 0);
  log.record("ecram0", "update", 155, 10);
  EXPECT_EQ(log.rows().size(), 2u);
  const latency_histogram& all = log.histogram(log.command("ecram0", "update"));
  EXPECT_EQ(all.count, 4u);
  EXPECT_EQ(all.least, 0u);
  EXPECT_EQ(all.greatest, 10u);
  EXPECT_EQ(all.mean(), 25.0 / 4.0);
  EXPECT_EQ(log.histogram_beyond_rows(log.command("ecram0", "update")).count, 3u);
  log.write_csv(folder / "latency.csv");
  // Bin 0: 0 cycles; bin 4: 8 to 15 cycles.
  EXPECT_EQ(content_of(folder / "latency.csv"),
            "tile,command,start_cycle,cycles,count,least_cycles,mean_cycles,greatest_cycles,log2_histogram\n"
            "ecram0,update,100,7,,,,,\n"
            "ecram0,mvm,107,40,,,,,\n"
            "ecram0,update,,,3,0,6,10,0:1 4:2\n");
}

TEST(latency_log, keeps_the_first_hundred_thousand_rows) {
  latency_log log;
  const auto read = log.command("ecram0", "read");
  for (cycle_count i = 0; i < 150'000; ++i) log.record(read, i, 1);
  EXPECT_EQ(log.rows().size(), 100'000u);
  EXPECT_EQ(log.histogram(read).count, 150'000u);
  EXPECT_EQ(log.histogram_beyond_rows(read).count, 50'000u);
}

TEST(latency_log, powers_of_two_begin_a_histogram_bin) {
  latency_histogram histogram;
  for (const cycle_count cycles : {cycle_count{0}, cycle_count{1}, cycle_count{2}, cycle_count{3}, cycle_count{4},
                                   cycle_count{1} << 63, std::numeric_limits<cycle_count>::max()})
    histogram.add(cycles);
  EXPECT_EQ(histogram.log2_bins[0], 1u);
  EXPECT_EQ(histogram.log2_bins[1], 1u);
  EXPECT_EQ(histogram.log2_bins[2], 2u);
  EXPECT_EQ(histogram.log2_bins[3], 1u);
  EXPECT_EQ(histogram.log2_bins[64], 2u);
}

TEST(latency_log, an_unknown_command_is_refused) {
  latency_log log;
  EXPECT_THROW(log.record(latency_id{}, 0, 1), std::logic_error);
}

TEST(transaction_log, each_transaction_is_a_row) {
  const scratch_folder folder;
  transaction_log log(folder / "transactions.csv");
  log.record("host", 0x40000018, transaction_kind::write, 4, 10'000, 20'000);
  log.record("dma", 0, transaction_kind::read, 256, 30'000, 0);
  log.close();
  EXPECT_EQ(log.transactions(), 2u);
  EXPECT_EQ(content_of(folder / "transactions.csv"),
            "initiator,address,kind,bytes,start_ps,length_ps\n"
            "host,0x40000018,write,4,10000,20000\n"
            "dma,0x0,read,256,30000,0\n");
}

TEST(pulse_log, counts_the_pulses_that_it_does_not_keep) {
  const scratch_folder folder;
  pulse_log log(2);
  const std::uint32_t tile = log.tile("ecram0");
  EXPECT_EQ(log.tile("ecram0"), tile);
  for (std::uint32_t i = 0; i < 5; ++i) log.record({tile, i, 3, i % 2 == 0 ? 5.0 : -5.0, {i * 100, 100}});
  EXPECT_EQ(log.pulses().size(), 2u);
  EXPECT_EQ(log.not_kept(), 3u);
  log.write_csv(folder / "pulses.csv");
  EXPECT_EQ(content_of(folder / "pulses.csv"),
            "tile,row,column,volts,start_cycle,cycles\n"
            "ecram0,0,3,5,0,100\n"
            "ecram0,1,3,-5,100,100\n"
            "# 3 more pulses were not kept\n");
  EXPECT_THROW(log.record({7, 0, 0, 1.0, {0, 1}}), std::logic_error);
}

TEST(text_file, numbers_read_back_as_the_same_double) {
  const scratch_folder folder;
  text_file file(folder / "numbers");
  const std::vector<double> numbers{0.1, 1.0 / 3.0, 5e-324, 1.7976931348623157e308, -0.0, 1.5e-5};
  for (const double number : numbers) file.number(number).write('\n').number(number, 17).write('\n');
  file.close();
  const auto lines = lines_of(folder / "numbers");
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    EXPECT_EQ(std::strtod(lines[2 * i].c_str(), nullptr), numbers[i]);
    EXPECT_EQ(std::strtod(lines[2 * i + 1].c_str(), nullptr), numbers[i]);
  }
  EXPECT_EQ(lines[0], "0.1");
  EXPECT_EQ(lines[1], "0.10000000000000001");
}

TEST(text_file, text_of_any_length_passes_the_buffer) {
  const scratch_folder folder;
  std::string text;
  for (int i = 0; text.size() < 500'000; ++i) text += std::to_string(i);
  text_file file(folder / "long");
  file.write("begin ").write(text).write(" end");
  file.close();
  EXPECT_EQ(content_of(folder / "long"), "begin " + text + " end");
}

TEST(text_file, fields_with_separators_are_quoted) {
  const scratch_folder folder;
  text_file file(folder / "fields");
  file.csv_field("a,b").write(',').csv_field("say \"x\"").write(',').csv_field("plain");
  file.close();
  EXPECT_EQ(content_of(folder / "fields"), "\"a,b\",\"say \"\"x\"\"\",plain");
}

TEST(text_file, a_full_disk_is_reported_at_close) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "this system has no /dev/full";
  text_file file("/dev/full");
  file.write(std::string(1'000'000, 'x'));
  EXPECT_THAT(sentence_of<std::runtime_error>([&] { file.close(); }),
              testing::HasSubstr("cannot write /dev/full: No space left on device"));
}

TEST(text_file, a_file_that_cannot_be_created_is_reported_at_once) {
  EXPECT_THAT(sentence_of<std::runtime_error>([] { text_file file("/no/such/folder/file"); }),
              testing::HasSubstr("cannot write /no/such/folder/file: No such file"));
}

}  // namespace
}  // namespace memvp
