// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/run_log.hpp"

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <stdexcept>
#include <systemc>
#include <utility>
#include <vector>

namespace memvp {
namespace {

spdlog::level::level_enum level_of(sc_core::sc_severity severity) {
  switch (severity) {
    case sc_core::SC_INFO:
      return spdlog::level::info;
    case sc_core::SC_WARNING:
      return spdlog::level::warn;
    default:
      return spdlog::level::err;
  }
}

/// SystemC's reports go into the log instead of onto the terminal; a fatal one becomes an exception instead of abort().
void log_systemc_report(const sc_core::sc_report& report, const sc_core::sc_actions& actions) {
  if ((actions & (sc_core::SC_DISPLAY | sc_core::SC_LOG)) != 0) {
    spdlog::log(level_of(report.get_severity()), "{}: {}", report.get_msg_type(), report.get_msg());
  }
  sc_core::sc_actions remaining = actions & ~static_cast<unsigned>(sc_core::SC_DISPLAY | sc_core::SC_LOG);
  if ((remaining & sc_core::SC_ABORT) != 0) {
    remaining = (remaining & ~static_cast<unsigned>(sc_core::SC_ABORT)) | sc_core::SC_THROW;
  }
  sc_core::sc_report_handler::default_handler(report, remaining);
}

}  // namespace

run_log::run_log(const std::filesystem::path& file, bool to_standard_error) : previous_(spdlog::default_logger()) {
  std::vector<spdlog::sink_ptr> sinks;
  try {
    sinks.push_back(std::make_shared<spdlog::sinks::basic_file_sink_st>(file.string(), true));
  } catch (const spdlog::spdlog_ex&) {
    throw std::runtime_error("the log " + file.string() + " cannot be written");
  }
  if (to_standard_error) sinks.push_back(std::make_shared<spdlog::sinks::stderr_sink_st>());
  auto logger = std::make_shared<spdlog::logger>("memvp", sinks.begin(), sinks.end());
  logger->flush_on(spdlog::level::warn);
  spdlog::set_default_logger(std::move(logger));
  sc_core::sc_report_handler::set_handler(log_systemc_report);
}

run_log::~run_log() {
  spdlog::default_logger()->flush();
  sc_core::sc_report_handler::set_handler(nullptr);  // SystemC's own again
  spdlog::set_default_logger(previous_);
}

}  // namespace memvp
