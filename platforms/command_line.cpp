// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/command_line.hpp"

#include <algorithm>
#include <array>
#include <boost/program_options.hpp>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <systemc>

#include "memvp/platforms/configuration.hpp"
#include "memvp/platforms/error_sentence.hpp"
#include "memvp/platforms/parameter_description.hpp"
#include "memvp/platforms/platform_registry.hpp"
#include "memvp/platforms/run_command.hpp"
#include "memvp/platforms/run_configuration.hpp"
#include "memvp/platforms/summary_table.hpp"
#include "memvp/platforms/text_table.hpp"
#include "memvp/platforms/tile_catalogue.hpp"
#include "memvp/platforms/units.hpp"

namespace memvp {
namespace {

namespace po = boost::program_options;

/// What a command gets to work with.
struct command_call {
  po::variables_map values;
  const std::vector<experiment_entry>& experiments;
  std::ostream& out;
  std::ostream& err;

  bool has(const char* option) const { return values.count(option) != 0; }

  std::string text(const char* option, const std::string& otherwise = {}) const {
    return has(option) ? values[option].as<std::string>() : otherwise;
  }

  std::vector<std::string> list(const char* option) const {
    return has(option) ? values[option].as<std::vector<std::string>>() : std::vector<std::string>();
  }
};

/// The one positional argument of a command, or an error that says what it stands for.
std::string needed(const command_call& call, const char* option, const char* usage) {
  if (call.has(option)) return call.text(option);
  throw configuration_error(std::string("a name is missing; usage: ") + usage);
}

int list_command(const command_call& call) {
  const auto folders = platform_folders();
  std::vector<std::vector<std::string>> rows;
  const auto print = [&](const char* title) {
    call.out << title << "\n";
    for (const auto& row : rows) {
      std::size_t width = 0;
      for (const auto& other : rows) width = std::max(width, other[0].size());
      call.out << "  " << row[0] << std::string(width - row[0].size() + 2, ' ') << row[1] << "\n";
    }
    if (rows.empty()) call.out << "  (none)\n";
    rows.clear();
  };
  for (const auto& entry : find_platforms(folders)) rows.push_back({entry.name, entry.description});
  print("platforms (memvp run NAME)");
  for (const auto& preset : find_presets(preset_group::device, folders)) rows.push_back({preset.name, preset.meaning});
  print("device presets (--set device.preset=NAME)");
  for (const auto& preset : find_presets(preset_group::technology, folders)) {
    rows.push_back({preset.name, preset.meaning});
  }
  print("technology presets (--set technology.preset=NAME)");
  return EXIT_SUCCESS;
}

/// The preset of that name in either group, or nothing.
const preset_entry* find_preset(const std::vector<preset_entry>& presets, const std::string& name) {
  const auto found = std::find_if(presets.begin(), presets.end(), [&](const auto& p) { return p.name == name; });
  return found == presets.end() ? nullptr : &*found;
}

int describe_command(const command_call& call) {
  const std::string name = needed(call, "name", "memvp describe NAME");
  const std::string format = call.text("format", "text");
  if (format != "text" && format != "markdown") {
    throw configuration_error("--format must be text or markdown, but \"" + format + "\" was given");
  }
  const auto folders = platform_folders();
  for (const preset_group group : {preset_group::device, preset_group::technology}) {
    const auto presets = find_presets(group, folders);
    const preset_entry* preset = find_preset(presets, name);
    if (preset == nullptr) continue;
    call.out << preset->name << ", a preset of the " << group_name(group) << "\n"
             << preset->meaning << "\nsource: " << preset->source << "\nfile: " << preset->file.string() << "\n\n";
    for (const auto& entry : preset->settings.entries()) call.out << "  " << entry.key << " = " << entry.text << "\n";
    return EXIT_SUCCESS;
  }
  const run_configuration configured = configure(load_platform(name, call.list("set"), folders), call.experiments);
  const configuration& settings = configured.chosen.settings;
  if (format == "markdown") {
    call.out << description_markdown(configured.parameters, settings);
  } else {
    call.out << configured.chosen.name << ", experiment " << configured.chosen.experiment_name << "\n"
             << configured.chosen.description << "\n"
             << description_text(configured.parameters, settings);
  }
  return EXIT_SUCCESS;
}

std::uint16_t parse_port(const std::string& text) {
  std::uint16_t port = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (status == std::errc() && end == text.data() + text.size()) return port;
  throw configuration_error("--gdb takes a port from 1 to 65535, or 0 for any free one, but \"" + text +
                            "\" was given");
}

int run_command_of(const command_call& call) {
  run_request request;
  request.platform = needed(call, "name", "memvp run NAME|FILE.toml [options]");
  request.assignments = call.list("set");
  if (call.has("seed")) request.seed = call.text("seed");
  if (call.has("seeds")) request.seeds = parse_seed_range(call.text("seeds"));
  if (request.seed && request.seeds) throw configuration_error("--seed and --seeds exclude each other");
  if (call.has("jobs")) request.jobs = call.values["jobs"].as<unsigned>();
  if (call.has("data")) request.data = call.text("data");
  if (call.has("out")) request.out = call.text("out");
  if (call.has("vcd")) request.waveforms = parse_waveform_window(call.text("vcd"));
  if (call.has("vcd-filter")) {
    if (!request.waveforms) request.waveforms.emplace();
    request.waveforms->instance_filter = call.text("vcd-filter");
  }
  if (call.has("max-time")) request.max_time = call.text("max-time");
  if (call.has("gdb")) request.debugger_port = parse_port(call.text("gdb"));
  if (request.debugger_port && request.seeds) throw configuration_error("--gdb and --seeds exclude each other");
  request.trace_transactions = call.has("trace-transactions");
  request.quiet = call.has("quiet");
  request.verbose = call.has("verbose");
  return run_command(request, call.experiments, call.out, call.err);
}

int compare_command(const command_call& call) {
  const auto names = call.list("run");
  if (names.size() < 2) throw configuration_error("two runs or more are needed; usage: memvp compare RUN RUN...");
  std::vector<std::pair<std::string, run_summary>> runs;
  for (const std::string& name : names) {
    std::filesystem::path run(name);
    std::error_code status;
    if (!std::filesystem::exists(run, status)) run = std::filesystem::path("runs") / name;
    try {
      runs.emplace_back(name, read_summary(run));
    } catch (const std::runtime_error& error) {
      throw configuration_error("the run " + name + " cannot be read: " + error.what());
    }
  }
  call.out << comparison_text(runs);
  return EXIT_SUCCESS;
}

int regs_command(const command_call& call) {
  struct register_format {
    std::string_view name;
    std::string (*write)(const register_map&);
  };
  constexpr std::array<register_format, 4> formats{
      {{"table", table}, {"c", c_header}, {"svd", svd}, {"markdown", markdown}}};
  const std::string name = needed(call, "name", "memvp regs TILE [--format table|c|svd|markdown]");
  const std::string format = call.text("format", "table");
  const auto writer = std::find_if(formats.begin(), formats.end(), [&](const auto& f) { return f.name == format; });
  if (writer == formats.end()) {
    throw configuration_error("--format must be table, c, svd or markdown, but \"" + format + "\" was given");
  }
  std::vector<std::string> known;
  for (const catalogued_tile& tile : tile_catalogue()) {
    if (tile.name == name) {
      call.out << writer->write(tile.registers());
      return EXIT_SUCCESS;
    }
    known.emplace_back(tile.name);
  }
  std::string list;
  for (const std::string& tile : known) list += (list.empty() ? "" : ", ") + tile;
  throw configuration_error("there is no tile " + name + suggestion(name, known) + " (there are: " + list + ")");
}

struct command {
  const char* name;
  const char* usage;
  const char* purpose;
  po::options_description options;
  const char* positional;  ///< option that takes the positional arguments, or null
  int positional_count;    ///< -1: any number
  int (*execute)(const command_call&);
};

std::vector<command> commands() {
  const auto text = [] { return po::value<std::string>(); };
  const auto texts = [] { return po::value<std::vector<std::string>>(); };

  po::options_description describe_options;
  describe_options.add_options()("set", texts(), "KEY=VALUE: describe with this setting")(
      "format", text(), "text (default) or markdown")("name", text(), "a platform, a preset, or a platform file");

  po::options_description run_options;
  run_options.add_options()("set", texts(), "KEY=VALUE: a setting, for instance device.pulse_width=\"150 ms\"")(
      "seed", text(), "N: seed of all random numbers")(
      "seeds", text(), "FIRST..LAST: a run each, and their statistics")("jobs", po::value<unsigned>(),
                                                                        "N: most seeds at once (default: processors)")(
      "data", text(), "DIR: folder of real data sets (default: $MEMVP_DATA, else generated data)")(
      "out", text(), "DIR: the run folder (default: runs/NAME-SEED); with --seeds, the folder around the run folders")(
      "vcd", po::value<std::string>()->implicit_value(""), "[START:STOP]: write waveforms, for instance 0:1ms")(
      "vcd-filter", text(), "GLOBS: only signals whose names match, for instance \"*.ecram0.*\"")(
      "max-time", text(), "T: give up firmware that still runs after this simulated time, for instance 10s")(
      "gdb", text(), "PORT: the firmware waits for GDB at this port of 127.0.0.1; 0: any free one")(
      "trace-transactions", "write every bus transaction")("quiet,q", "print nothing but the run folder")(
      "verbose,v", "show the log")("name", text(), "a platform or a platform file");

  po::options_description compare_options;
  compare_options.add_options()("run", texts(), "run folders");

  po::options_description regs_options;
  regs_options.add_options()("format", text(), "table (default), c, svd or markdown")("name", text(), "a tile");

  return {{"list", "memvp list", "platforms and presets, one line each", {}, nullptr, 0, list_command},
          {"describe", "memvp describe NAME [--set KEY=VALUE]... [--format text|markdown]",
           "every parameter: value, unit, range, meaning, source", describe_options, "name", 1, describe_command},
          {"run",
           "memvp run NAME|FILE.toml [--set KEY=VALUE]... [--seed N | --seeds A..B] [--jobs N]\n"
           "            [--data DIR] [--out DIR] [--vcd [START:STOP]] [--vcd-filter GLOBS]\n"
           "            [--max-time T] [--gdb PORT] [--trace-transactions] [--quiet] [--verbose]",
           "run a platform; prints a table and writes a run folder", run_options, "name", 1, run_command_of},
          {"compare", "memvp compare RUN RUN...", "runs side by side, with ratios", compare_options, "run", -1,
           compare_command},
          {"regs", "memvp regs TILE [--format table|c|svd|markdown]", "the registers of a tile", regs_options, "name",
           1, regs_command}};
}

void print_help(std::ostream& out) {
  out << "memvp " MEMVP_VERSION ", cycle-accurate simulator of memristive neuromorphic hardware\n\n";
  for (const command& entry : commands()) out << "  " << entry.usage << "\n        " << entry.purpose << "\n";
  out << "  memvp COMMAND --help | memvp --help | memvp --version\n";
}

/// `--vcd 0:1ms`: an option with an optional value takes one in Boost only after "=".
std::vector<std::string> with_joined_window(std::vector<std::string> arguments) {
  for (std::size_t index = 0; index + 1 < arguments.size(); ++index) {
    const std::string& next = arguments[index + 1];
    const bool is_window = next.find(':') != std::string::npos && next.front() != '-' &&
                           next.find_first_not_of("0123456789.eE+-: fpnumkµs") == std::string::npos;
    if (arguments[index] != "--vcd" || !is_window) continue;
    arguments[index] += "=" + next;
    arguments.erase(arguments.begin() + static_cast<std::ptrdiff_t>(index) + 1);
  }
  return arguments;
}

/// The options without the one that stands for the positional arguments: the usage line shows those.
po::options_description shown_options(const command& entry) {
  po::options_description shown;
  for (const auto& option : entry.options.options()) {
    if (entry.positional == nullptr || option->long_name() != entry.positional) shown.add(option);
  }
  return shown;
}

int execute(command entry, const std::vector<std::string>& arguments, const std::vector<experiment_entry>& experiments,
            std::ostream& out, std::ostream& err) {
  entry.options.add_options()("help,h", "this text");
  po::positional_options_description positional;
  if (entry.positional != nullptr) positional.add(entry.positional, entry.positional_count);
  const int style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
  command_call call{{}, experiments, out, err};
  po::store(po::command_line_parser(with_joined_window(arguments))
                .options(entry.options)
                .positional(positional)
                .style(style)
                .run(),
            call.values);
  if (call.has("help")) {
    out << "usage: " << entry.usage << "\n" << entry.purpose << "\n\n" << shown_options(entry);
    return EXIT_SUCCESS;
  }
  return entry.execute(call);
}

int dispatch(const std::vector<std::string>& arguments, const std::vector<experiment_entry>& experiments,
             std::ostream& out, std::ostream& err) {
  if (arguments.empty()) {
    print_help(err);
    return 2;
  }
  const std::string& name = arguments.front();
  if (name == "--help" || name == "-h" || name == "help") {
    print_help(out);
    return EXIT_SUCCESS;
  }
  if (name == "--version") {
    out << "memvp " MEMVP_VERSION "\n";
    return EXIT_SUCCESS;
  }
  std::vector<std::string> known;
  for (const command& entry : commands()) {
    if (name == entry.name) return execute(entry, {arguments.begin() + 1, arguments.end()}, experiments, out, err);
    known.emplace_back(entry.name);
  }
  throw configuration_error("there is no command " + name + suggestion(name, known) +
                            "; memvp --help shows the commands");
}

}  // namespace

vcd_options parse_waveform_window(std::string_view text) {
  vcd_options options;
  if (text.empty()) return options;
  const auto picoseconds = [&](std::string_view time) -> std::optional<std::uint64_t> {
    if (time.empty()) return std::nullopt;
    double seconds = 0.0;
    try {
      seconds = parse_quantity(time, dimension::time);
    } catch (const std::invalid_argument& error) {
      throw configuration_error("--vcd " + std::string(text) + ": " + error.what());
    }
    const double rounded = std::round(seconds * 1e12);
    if (!(rounded >= 0.0 && rounded < 18446744073709551616.0)) {
      throw configuration_error("--vcd " + std::string(text) + ": a time must be from 0 to 1.8e7 s");
    }
    return static_cast<std::uint64_t>(rounded);
  };
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) {
    throw configuration_error("--vcd takes START:STOP such as 0:1ms, but \"" + std::string(text) + "\" was given");
  }
  options.start_ps = picoseconds(text.substr(0, colon));
  options.stop_ps = picoseconds(text.substr(colon + 1));
  if (options.stop_ps && options.start_ps.value_or(0) >= *options.stop_ps) {
    throw configuration_error("--vcd " + std::string(text) + ": STOP must be after START");
  }
  return options;
}

int run_program(const std::vector<std::string>& arguments, const std::vector<experiment_entry>& experiments,
                std::ostream& out, std::ostream& err) {
  try {
    return dispatch(arguments, experiments, out, err);
  } catch (const std::exception& error) {
    out.flush();
    err << "memvp: " << error_sentence(error) << std::endl;
    return exit_status(error);
  }
}

int start_systemc(int argc, char* argv[]) {
  setenv("SC_COPYRIGHT_MESSAGE", "DISABLE", 1);
  return sc_core::sc_elab_and_sim(argc, argv);
}

}  // namespace memvp
