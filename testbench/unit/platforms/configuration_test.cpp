// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/configuration.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>

#include "memvp/platforms/parameter_description.hpp"
#include "memvp/platforms/parameter_reader.hpp"
#include "memvp/platforms/parameter_writer.hpp"

namespace memvp {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

enum class colour { red, green };

/// Parameters of every kind, as a device might declare them.
struct sample_parameters {
  double width = 0.1;
  double retention = infinity;
  double ratio = 300.0;
  double gate_current = 0.0;
  std::int64_t rows = 10;
  bool bias = true;
  std::string file;
  colour hue = colour::red;
};

void visit_parameters(parameter_visitor& visitor, sample_parameters& p) {
  visitor.real({"device.width", dimension::time, 1e-6, 100.0, "width of a pulse", provenance::paper, "Fig. 1"},
               p.width);
  visitor.real({"device.retention", dimension::time, 0.0, infinity, "time constant", provenance::assumed, "assumed"},
               p.retention);
  visitor.real({"device.ratio", dimension::number, 0.0, infinity, "ratio", provenance::assumed, "assumed"}, p.ratio);
  visitor.real({"device.gate_current", dimension::current, 0.0, 1.0, "leakage", provenance::unknown, "not found"},
               p.gate_current);
  visitor.integer({"array.rows", dimension::number, 1, 512, "rows", provenance::setting, ""}, p.rows);
  visitor.boolean({"array.bias", dimension::number, 0, 1, "a bias row", provenance::setting, ""}, p.bias);
  visitor.text({"array.file", dimension::number, 0, 0, "a file", provenance::setting, ""}, p.file);
  visitor.enumeration({"array.hue", dimension::number, 0, 0, "a choice", provenance::setting, ""}, {"red", "green"},
                      p.hue);
}

sample_parameters read(const configuration& settings) {
  sample_parameters parameters;
  parameter_reader reader(settings);
  visit_parameters(reader, parameters);
  reader.reject_unknown_keys();
  return parameters;
}

std::string error_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const configuration_error& error) {
    return error.what();
  }
  return "no error";
}

std::string error_in(const std::string& toml) {
  return error_of([&] { read(configuration::from_text(toml, "p.toml")); });
}

std::string error_of_setting(const std::string& assignment) {
  return error_of([&] {
    configuration settings;
    settings.set(assignment);
    read(settings);
  });
}

TEST(configuration, values_of_every_kind_are_read) {
  const sample_parameters parameters = read(configuration::from_text(R"(
[device]
width = "150 ms"
retention = "1 ks"
ratio = 100
[array]
rows = 128
bias = false
file = "G.csv"
hue = "green"
)",
                                                                     "p.toml"));
  EXPECT_EQ(parameters.width, 0.15);
  EXPECT_EQ(parameters.retention, 1000.0);
  EXPECT_EQ(parameters.ratio, 100.0);
  EXPECT_EQ(parameters.rows, 128);
  EXPECT_FALSE(parameters.bias);
  EXPECT_EQ(parameters.file, "G.csv");
  EXPECT_EQ(parameters.hue, colour::green);
}

TEST(configuration, an_unknown_key_is_an_error_with_file_line_and_the_nearest_key) {
  EXPECT_EQ(error_in("[device]\nwidht = \"1 ms\"\n"),
            "p.toml:2: device.widht = \"1 ms\": there is no parameter device.widht; did you mean device.width?");
  EXPECT_EQ(error_in("rows = 3\n"), "p.toml:1: rows = 3: there is no parameter rows; did you mean array.rows?");
  EXPECT_EQ(error_of_setting("zzz=1"), "--set zzz=1: there is no parameter zzz");
}

TEST(configuration, a_wrong_unit_is_an_error_with_file_line_and_key) {
  EXPECT_EQ(error_in("\n[device]\nwidth = \"3 mV\"\n"),
            "p.toml:3: device.width: \"3 mV\" is a voltage, but a time such as \"150 ms\" is expected");
  EXPECT_EQ(error_in("device.width = 0.1\n"),
            "p.toml:1: device.width = 0.1 has no unit, but a time such as \"150 ms\" is expected");
  EXPECT_EQ(error_of_setting("device.width=3 mV"),
            "--set device.width: \"3 mV\" is a voltage, but a time such as \"150 ms\" is expected");
}

TEST(configuration, a_wrong_type_is_an_error) {
  EXPECT_EQ(error_in("array.rows = 3.5\n"), "p.toml:1: array.rows = 3.5 is given, but a whole number is expected");
  EXPECT_EQ(error_in("array.rows = \"3\"\n"), "p.toml:1: array.rows = \"3\" is given, but a whole number is expected");
  EXPECT_EQ(error_in("array.rows = [1, 2]\n"),
            "p.toml:1: array.rows = [ 1, 2 ] is a list, but a whole number is expected");
  EXPECT_EQ(error_in("array.bias = 1\n"), "p.toml:1: array.bias = 1 is given, but true or false is expected");
  EXPECT_EQ(error_in("array.file = 7\n"), "p.toml:1: array.file = 7 is given, but a text in quotes is expected");
  EXPECT_EQ(error_in("device.width = true\n"), "p.toml:1: device.width = true is given, but a time is expected");
  EXPECT_EQ(error_in("array.hue = \"blue\"\n"), "p.toml:1: array.hue = \"blue\" is not one of the choices: red, green");
}

TEST(configuration, a_value_out_of_range_is_an_error) {
  EXPECT_EQ(error_in("device.width = \"-1 ms\"\n"),
            "p.toml:1: device.width = \"-1 ms\" is out of range: it must be at least 1 us and at most 100 s");
  EXPECT_EQ(error_in("array.rows = -4\n"),
            "p.toml:1: array.rows = -4 is out of range: it must be at least 1 and at most 512");
  EXPECT_EQ(error_of_setting("array.rows=1e300"), "--set array.rows=1e300 is given, but a whole number is expected");
}

TEST(configuration, infinity_is_allowed_only_without_an_upper_bound_and_nan_never) {
  EXPECT_EQ(read(configuration::from_text("device.retention = \"infinite\"", "p.toml")).retention, infinity);
  EXPECT_EQ(read(configuration::from_text("device.ratio = inf", "p.toml")).ratio, infinity);
  EXPECT_EQ(error_in("device.width = \"inf\""),
            "p.toml:1: device.width = \"inf\" is out of range: it must be at least 1 us and at most 100 s");
  EXPECT_EQ(error_in("device.ratio = nan"), "p.toml:1: device.ratio = nan is not a number");
  EXPECT_NE(error_in("device.ratio = -inf"), "no error");
}

TEST(configuration, a_syntax_error_is_reported_with_file_and_line) {
  const std::string error = error_in("[device]\nwidth = \n");
  EXPECT_EQ(error.rfind("p.toml:2: this is not valid TOML: ", 0), 0U) << error;
  EXPECT_NE(error_in("a = 1\na = 2\n").find("p.toml:2:"), std::string::npos);
}

TEST(configuration, a_missing_file_is_an_error_that_names_it) {
  EXPECT_EQ(error_of([] { configuration::from_file("/nowhere/p.toml"); }), "the file /nowhere/p.toml cannot be read");
  EXPECT_EQ(error_of([] { configuration::from_file("/tmp"); }), "the file /tmp cannot be read");
}

TEST(configuration, command_line_values_are_toml_scalars_if_they_are_and_texts_otherwise) {
  configuration settings;
  settings.set("device.width=150 ms");
  settings.set("device.ratio=1e2");
  settings.set("array.rows=1e2");
  settings.set("array.bias=false");
  settings.set("array.file=2024.csv");
  settings.set("array.hue=green");
  const sample_parameters parameters = read(settings);
  EXPECT_EQ(parameters.width, 0.15);
  EXPECT_EQ(parameters.ratio, 100.0);
  EXPECT_EQ(parameters.rows, 100);
  EXPECT_FALSE(parameters.bias);
  EXPECT_EQ(parameters.file, "2024.csv");
  EXPECT_EQ(parameters.hue, colour::green);

  settings.set("device.width=\"2 ms\"");  // quoted as in a file
  settings.set("array.file=42");          // a number, but the parameter is a text
  EXPECT_EQ(read(settings).width, 2e-3);
  EXPECT_EQ(read(settings).file, "42");
  EXPECT_EQ(error_of([&] { settings.set("device.width"); }),
            "--set needs KEY=VALUE, for instance --set device.pulse_width=\"150 ms\", but \"device.width\" was given");
  EXPECT_NE(error_of([&] { settings.set("=3"); }), "no error");
}

TEST(configuration, a_layer_above_holds_over_the_one_below) {
  configuration settings = configuration::from_text("[device]\nwidth = \"1 ms\"\nratio = 7\n", "below.toml");
  settings.overlay(configuration::from_text("[device]\nwidth = \"2 ms\"\n", "above.toml"));
  EXPECT_EQ(read(settings).width, 2e-3);
  EXPECT_EQ(read(settings).ratio, 7.0);
  EXPECT_EQ(settings.find("device.width")->origin.file, "above.toml");
  settings.set("device.width=3 ms");
  EXPECT_EQ(read(settings).width, 3e-3);
  EXPECT_TRUE(settings.find("device.width")->origin.from_command_line());
}

TEST(configuration, what_is_written_reads_back_exactly) {
  sample_parameters parameters;
  parameters.width = 0.1 + 0.2;  // 0.30000000000000004, 17 digits
  parameters.ratio = 1e19;       // whole, but beyond TOML's integers
  parameters.rows = 77;
  parameters.bias = false;
  parameters.file = "a \"quoted\" \\ name\twith \u00b5 and\nnewline.csv";
  parameters.hue = colour::green;
  writing_visitor writer;
  visit_parameters(writer, parameters);
  const std::string toml = writer.toml();

  sample_parameters again = read(configuration::from_text(toml, "run.toml"));
  EXPECT_EQ(again.width, parameters.width);
  EXPECT_EQ(again.retention, infinity);
  EXPECT_EQ(again.ratio, 1e19);
  EXPECT_EQ(again.rows, 77);
  EXPECT_FALSE(again.bias);
  EXPECT_EQ(again.file, parameters.file);
  EXPECT_EQ(again.hue, colour::green);
  writing_visitor second;
  visit_parameters(second, again);
  EXPECT_EQ(second.toml(), toml);
}

TEST(configuration, every_declared_parameter_is_described) {
  sample_parameters parameters;
  describing_visitor describer;
  visit_parameters(describer, parameters);
  ASSERT_EQ(describer.parameters().size(), 8U);
  const parameter_description& width = describer.parameters().front();
  EXPECT_EQ(width.key, "device.width");
  EXPECT_EQ(width.value, "100 ms");
  EXPECT_EQ(width.kind, "a time");
  EXPECT_EQ(width.range, "at least 1 us and at most 100 s");
  EXPECT_EQ(width.meaning, "width of a pulse");
  EXPECT_EQ(width.source, "Fig. 1");
  EXPECT_EQ(describer.parameters().back().range, "red or green");

  configuration settings;
  settings.set("device.width=100 ms");
  const std::string text = description_text(describer.parameters(), settings);
  const std::string table = description_markdown(describer.parameters(), settings);
  for (const parameter_description& parameter : describer.parameters()) {
    EXPECT_NE(text.find(parameter.key), std::string::npos);
    EXPECT_NE(text.find(parameter.meaning), std::string::npos);
    EXPECT_NE(table.find("`" + parameter.key + "`"), std::string::npos);
  }
  EXPECT_NE(text.find("[set by --set]"), std::string::npos);
  EXPECT_NE(text.find("[unknown: not found]"), std::string::npos);
}

TEST(configuration, an_unpublished_parameter_is_listed_until_it_is_given) {
  sample_parameters parameters;
  describing_visitor defaults;
  visit_parameters(defaults, parameters);
  EXPECT_EQ(unknown_parameters(defaults.parameters(), defaults.parameters()),
            std::vector<std::string>{"device.gate_current"});
  parameters.gate_current = 1e-12;
  describing_visitor used;
  visit_parameters(used, parameters);
  EXPECT_TRUE(unknown_parameters(defaults.parameters(), used.parameters()).empty());
}

// To TOML "device.width" in quotes is one key and [device] width another; to this program they are one parameter.
TEST(configuration, refuses_a_key_that_is_there_twice) {
  const std::string error = error_in("\"device.width\" = \"1 ms\"\n[device]\nwidth = \"2 ms\"\n");
  EXPECT_EQ(error, "p.toml:3: device.width = \"2 ms\": device.width is there twice");
}

// A level a dot: half a million of them end the TOML library's recursion by a segmentation fault.
TEST(configuration, refuses_keys_nested_beyond_what_can_be_read) {
  std::string key = "a";
  for (int i = 0; i < 500'000; ++i) key += ".a";
  EXPECT_EQ(error_in("\n" + key + " = 1\n"), "p.toml:2: a line of a platform file has at most 100 dots");
  configuration settings;
  settings.set("array.file={" + key + "=1}");  // on the command line, a text
  EXPECT_EQ(read(settings).file, "{" + key + "=1}");
}

TEST(configuration, refuses_files_that_go_on_for_ever) {
  EXPECT_EQ(error_of([] { configuration::from_file("/dev/zero"); }),
            "the file /dev/zero is longer than the 1 MiB that a platform or a preset may have");
}

TEST(configuration, looks_for_keys_like_one_of_any_length) {
  const std::vector<std::string> known{"device.width", "array.rows"};
  EXPECT_EQ(nearest_key("devise.width", known), "device.width");
  EXPECT_EQ(nearest_key(std::string(1'000'000, 'x'), known), "");
  EXPECT_EQ(nearest_key(std::string(100, 'x') + ".rows", known), "array.rows");
}

}  // namespace
}  // namespace memvp
