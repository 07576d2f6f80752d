// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/prefixed_parameters.hpp"

#include <gtest/gtest.h>

#include "memvp/platforms/parameter_description.hpp"
#include "memvp/platforms/parameter_reader.hpp"

namespace memvp {
namespace {

struct part {
  double volts = 1;
  std::int64_t lines = 2;
  bool on = false;
  std::string name = "a", file;
  std::size_t kind = 0;
};

void visit_parameters(parameter_visitor& visitor, part& p) {
  visitor.real({"device.volts", dimension::voltage, 0, 10, "a voltage", provenance::unknown, "nobody"}, p.volts);
  visitor.integer({"device.lines", dimension::number, 1, 9, "lines", provenance::setting, ""}, p.lines);
  visitor.boolean({"device.on", dimension::number, 0, 1, "a switch", provenance::setting, ""}, p.on);
  visitor.text({"device.name", dimension::number, 0, 0, "a name", provenance::setting, ""}, p.name);
  visitor.path({"device.file", dimension::number, 0, 0, "a file", provenance::setting, ""}, p.file);
  visitor.choice({"device.kind", dimension::number, 0, 0, "a kind", provenance::setting, ""}, {"x", "y"}, p.kind);
}

TEST(prefixed_parameters, let_two_parts_with_the_same_keys_have_values_of_their_own) {
  configuration settings = configuration::from_text(
      "[device]\nvolts = \"2 V\"\nkind = \"y\"\n[readout.device]\nvolts = \"3 V\"\nlines = 5\non = true\nname = "
      "\"b\"\nfile = \"f\"\n",
      "test.toml");
  parameter_reader reader(settings);
  part plain, readout;
  visit_parameters(reader, plain);
  prefixed_parameters prefixed(reader, "readout.");
  visit_parameters(prefixed, readout);
  EXPECT_NO_THROW(reader.reject_unknown_keys());
  EXPECT_EQ(plain.volts, 2);
  EXPECT_EQ(plain.kind, 1u);
  EXPECT_EQ(plain.lines, 2);
  EXPECT_EQ(readout.volts, 3);
  EXPECT_EQ(readout.lines, 5);
  EXPECT_TRUE(readout.on);
  EXPECT_EQ(readout.name, "b");
  EXPECT_FALSE(readout.file.empty());
  EXPECT_EQ(readout.kind, 0u);
}

TEST(prefixed_parameters, are_refused_and_described_under_their_longer_keys) {
  const configuration settings = configuration::from_text("[readout.device]\nvolts = \"30 V\"\n", "test.toml");
  parameter_reader reader(settings);
  part readout;
  prefixed_parameters prefixed(reader, "readout.");
  try {
    visit_parameters(prefixed, readout);
    FAIL() << "30 V are beyond the range";
  } catch (const configuration_error& refusal) {
    EXPECT_NE(std::string(refusal.what()).find("readout.device.volts"), std::string::npos) << refusal.what();
  }
  describing_visitor described;
  prefixed_parameters describing(described, "readout.");
  visit_parameters(describing, readout);
  ASSERT_EQ(described.parameters().size(), 6u);
  EXPECT_EQ(described.parameters()[0].key, "readout.device.volts");
  EXPECT_EQ(described.parameters()[0].origin, provenance::unknown);
  EXPECT_EQ(described.parameters()[5].key, "readout.device.kind");
}

}  // namespace
}  // namespace memvp
