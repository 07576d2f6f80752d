// SPDX-License-Identifier: Apache-2.0
#include "memvp/tlm/gdb_target_description.hpp"

#include "memvp/models/processor/rv32_control_registers.hpp"
#include "memvp/tlm/debug_target.hpp"

namespace memvp {

namespace {

struct named_csr {
  const char* name;
  rv32_csr number;
};

/// Those that have anything to show: the event counters, which count nothing, are left out.
constexpr named_csr control_registers[] = {
    {"mstatus", rv32_csr::mstatus},
    {"misa", rv32_csr::misa},
    {"mie", rv32_csr::mie},
    {"mtvec", rv32_csr::mtvec},
    {"mstatush", rv32_csr::mstatush},
    {"mcountinhibit", rv32_csr::mcountinhibit},
    {"mscratch", rv32_csr::mscratch},
    {"mepc", rv32_csr::mepc},
    {"mcause", rv32_csr::mcause},
    {"mtval", rv32_csr::mtval},
    {"mip", rv32_csr::mip},
    {"mcycle", rv32_csr::mcycle},
    {"minstret", rv32_csr::minstret},
    {"mcycleh", rv32_csr::mcycleh},
    {"minstreth", rv32_csr::minstreth},
    {"cycle", rv32_csr::cycle},
    {"time", rv32_csr::time},
    {"instret", rv32_csr::instret},
    {"cycleh", rv32_csr::cycleh},
    {"timeh", rv32_csr::timeh},
    {"instreth", rv32_csr::instreth},
    {"mvendorid", rv32_csr::mvendorid},
    {"marchid", rv32_csr::marchid},
    {"mimpid", rv32_csr::mimpid},
    {"mhartid", rv32_csr::mhartid},
    {"mconfigptr", rv32_csr::mconfigptr},
};

/// By the names of the calling convention, which the debugger knows x0 to x31 by.
constexpr const char* integer_registers[] = {"zero", "ra", "sp", "gp", "tp",  "t0",  "t1", "t2", "fp", "s1", "a0",
                                             "a1",   "a2", "a3", "a4", "a5",  "a6",  "a7", "s2", "s3", "s4", "s5",
                                             "s6",   "s7", "s8", "s9", "s10", "s11", "t3", "t4", "t5", "t6"};

std::string entry(const std::string& name, unsigned number, const char* type) {
  return "<reg name=\"" + name + "\" bitsize=\"32\" type=\"" + type + "\" regnum=\"" + std::to_string(number) +
         "\"/>\n";
}

std::string written() {
  std::string text =
      "<?xml version=\"1.0\"?>\n<!DOCTYPE target SYSTEM \"gdb-target.dtd\">\n<target version=\"1.0\">\n"
      "<architecture>riscv:rv32</architecture>\n<feature name=\"org.gnu.gdb.riscv.cpu\">\n";
  unsigned number = 0;
  for (const std::string name : integer_registers) {
    const bool points_to_data = name == "sp" || name == "gp" || name == "tp" || name == "fp";
    text += entry(name, number++, points_to_data ? "data_ptr" : name == "ra" ? "code_ptr" : "int");
  }
  text += entry("pc", debug_target::pc_register, "code_ptr");
  text += "</feature>\n<feature name=\"org.gnu.gdb.riscv.csr\">\n";
  for (const named_csr& csr : control_registers)
    text += entry(csr.name, debug_target::first_csr_register + static_cast<unsigned>(csr.number), "int");
  return text + "</feature>\n</target>\n";
}

}  // namespace

const std::string& gdb_target_description() {
  static const std::string text = written();
  return text;
}

}  // namespace memvp
