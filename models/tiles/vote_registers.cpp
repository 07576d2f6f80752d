// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/vote_registers.hpp"

namespace memvp {

const register_map& vote_unit_registers() {
  using access = register_access;
  static const register_map map = [] {
    register_map m;
    m.name = "vote_unit";
    m.meaning =
        "Decides over many frames: each frame votes for the class of its greatest score, the class of most votes wins. "
        "Write SCORES and the arguments, then COMMAND (1: vote); the unit is busy until DONE or ERROR rises in "
        "IRQ_STATUS.";
    m.registers = common_registers(vote_unit_id);
    const auto add = [&](const char* name, std::uint32_t offset, access rights, std::uint32_t reset,
                         const char* meaning) {
      m.registers.push_back({name, offset, rights, reset, meaning, {}});
    };
    namespace reg = vote_register;
    const auto rw = access::read_write;
    const auto ro = access::read_only;
    add("FRAME_COUNT", reg::frame_count, rw, 1, "frames of a decision, 1 to FRAMES");
    add("CLASS_COUNT", reg::class_count, rw, 1, "scores of a frame, 1 to CLASSES");
    add("DECISION_COUNT", reg::decision_count, rw, 1, "decisions of the command, 1 to DECISION_MAXIMUM");
    add("CLASSES", reg::classes, ro, 0, "vote counters of the unit");
    add("FRAMES", reg::frames, ro, 0, "frames that a vote counter can count");
    add("SCORE_BYTES", reg::score_bytes, ro, 0, "bytes of SCORES that have memory behind them");
    add("DECISION_MAXIMUM", reg::decision_maximum, ro, 0, "decisions that DECISIONS and VOTES hold");
    add("DECISIONS_LOW", reg::decisions_low, ro, 0, "decisions since reset (reading latches the high word)");
    add("DECISIONS_HIGH", reg::decisions_high, ro, 0, "high word of DECISIONS");
    add("VOTES_LOW", reg::votes_low, ro, 0, "frames that have voted since reset (reading latches the high word)");
    add("VOTES_HIGH", reg::votes_high, ro, 0, "high word of VOTES");
    add("TIES_LOW", reg::ties_low, ro, 0,
        "decisions whose greatest number of votes several classes had (reading latches the high word)");
    add("TIES_HIGH", reg::ties_high, ro, 0, "high word of TIES");
    m.windows = {
        {"SCORES", vote_window::scores, vote_window::bytes, true, true, false,
         "signed 32-bit scores: decision by decision, frame by frame, a word a class"},
        {"DECISIONS", vote_window::decisions, vote_window::bytes, true, false, false,
         "winning class, a word a decision"},
        {"VOTES", vote_window::votes, vote_window::bytes, true, false, false,
         "votes, decision by decision, a word a class"},
    };
    return m;
  }();
  return map;
}

}  // namespace memvp
