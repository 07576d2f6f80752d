// SPDX-License-Identifier: Apache-2.0
#include "memvp/tlm/router.hpp"

#include <tlm_utils/simple_target_socket.h>

#include "bus_vocabulary.hpp"
#include "memvp/tlm/host_cpu.hpp"
#include "memvp/tlm/memory.hpp"

namespace memvp {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using namespace testing_words;

memory::settings of_size(std::size_t bytes) {
  memory::settings chosen;
  chosen.size = bytes;
  return chosen;
}

/// Two memories and a device behind a router, a scripted initiator in front of it.
struct small_bus {
  router bus{"bus", period()};
  memory low{"low", of_size(0x100)}, high{"high", of_size(0x100)};
  example_device device{"device"};
  scripted_initiator host{"host"};

  small_bus() {
    bus.attach(host.socket);
    bus.map(high.socket, 0x1000, 0x100);  // on purpose not in the order of addresses
    bus.map(low.socket, 0x0, 0x100);
    bus.map(device.socket, 0x8000'0000, 0x1000);
  }
  void run(const std::function<void(scripted_initiator&)>& script) {
    bool ran = false;
    host.script = [&](scripted_initiator& self) {
      script(self);
      ran = true;
    };
    sc_core::sc_start();
    EXPECT_TRUE(ran);
  }
};

TEST(routers, send_each_access_to_the_target_of_its_address) {
  small_bus platform;
  platform.run([&](scripted_initiator& host) {
    EXPECT_EQ(host.write32(0x1010, 11), tlm::TLM_OK_RESPONSE);
    EXPECT_EQ(host.payload.get_address(), 0x1010u) << "the initiator gets its address back";
    EXPECT_EQ(host.write32(0x0010, 22), tlm::TLM_OK_RESPONSE);
    EXPECT_EQ(host.read32(0x1010), 11u);
    EXPECT_EQ(host.read32(0x0010), 22u);
    EXPECT_EQ(host.read32(0x8000'0000), 0xCAFEu);
    std::uint32_t word = 0;
    EXPECT_EQ(host.debug(tlm::TLM_READ_COMMAND, 0x1010, &word, 4), 4u);
    EXPECT_EQ(word, 11u);
  });
}

TEST(routers, add_one_cycle) {
  small_bus platform;
  platform.run([&](scripted_initiator& host) {
    host.read32(0x8000'0000);
    EXPECT_EQ(host.delay, duration(2, period()));  // one for the router, one for the register
  });
}

TEST(routers, answer_an_address_error_where_nothing_is_mapped) {
  small_bus platform;
  platform.run([&](scripted_initiator& host) {
    std::uint32_t word = 0;
    for (const std::uint64_t address : {std::uint64_t{0x100}, std::uint64_t{0xFFC}, std::uint64_t{0x1100},
                                        std::uint64_t{0x8000'1000}, ~std::uint64_t{3}}) {
      host.delay = sc_core::SC_ZERO_TIME;
      EXPECT_EQ(host.read(address, &word, 4), tlm::TLM_ADDRESS_ERROR_RESPONSE) << std::hex << address;
      EXPECT_EQ(host.delay, period());
      EXPECT_EQ(host.payload.get_address(), address);
      EXPECT_FALSE(host.payload.is_dmi_allowed());
      EXPECT_EQ(host.debug(tlm::TLM_READ_COMMAND, address, &word, 4), 0u);
    }
  });
}

TEST(routers, refuse_an_access_that_reaches_past_the_end_of_a_target) {
  small_bus platform;
  platform.run([&](scripted_initiator& host) {
    std::uint64_t words = ~std::uint64_t{0};
    EXPECT_EQ(host.write(0x10FC, &words, 8), tlm::TLM_ADDRESS_ERROR_RESPONSE);
    EXPECT_EQ(host.read32(0x10FC), 0u) << "nothing was written";
  });
}

TEST(routers, refuse_ranges_that_overlap_and_name_both_targets) {
  router bus("bus", period());
  memory a("a", of_size(0x100)), b("b", of_size(0x100));
  bus.map(a.socket, 0x1000, 0x100);
  const auto complaint = [&](std::uint64_t base, std::uint64_t size) {
    return sentence_of<std::invalid_argument>([&] { bus.map(b.socket, base, size); });
  };
  EXPECT_EQ(complaint(0x10FF, 0x100),
            "bus cannot map b.socket at 0x000010ff-0x000011fe: it overlaps a.socket at 0x00001000-0x000010ff");
  EXPECT_THAT(complaint(0x0F01, 0x100), HasSubstr("overlaps a.socket"));
  EXPECT_THAT(complaint(0x1010, 0x10), HasSubstr("overlaps a.socket"));
  EXPECT_THAT(complaint(0x0, 0x10000), HasSubstr("overlaps a.socket"));
  bus.map(b.socket, 0x1100, 0x100);  // neighbours do not overlap
}

TEST(routers, refuse_ranges_that_are_empty_or_pass_the_last_address) {
  router bus("bus", period());
  memory a("a", of_size(0x100));
  EXPECT_EQ(sentence_of<std::invalid_argument>([&] { bus.map(a.socket, 0, 0); }),
            "bus cannot map a.socket: its address range is empty");
  EXPECT_EQ(sentence_of<std::invalid_argument>([&] { bus.map(a.socket, ~std::uint64_t{0} - 0xFE, 0x100); }),
            "bus cannot map a.socket at 0xffffffffffffff01: 0x100 bytes from there pass the last address");
  bus.map(a.socket, ~std::uint64_t{0} - 0xFF, 0x100);
}

TEST(routers, translate_direct_memory_both_ways_and_clip_it_to_the_mapping) {
  router bus("bus", period());
  memory ram("ram", of_size(0x1000));
  scripted_initiator first("first"), second("second");
  bus.attach(first.socket);
  bus.attach(second.socket);
  bus.map(ram.socket, 0x4000, 0x100);  // less than the memory has
  first.script = [&](scripted_initiator& host) {
    tlm::tlm_dmi granted;
    host.prepare(tlm::TLM_READ_COMMAND, 0x4010, nullptr, 4);
    EXPECT_TRUE(host.socket->get_direct_mem_ptr(host.payload, granted));
    EXPECT_EQ(granted.get_start_address(), 0x4000u);
    EXPECT_EQ(granted.get_end_address(), 0x40FFu);
    EXPECT_EQ(granted.get_read_latency(), duration(2, period()));  // router and memory
    EXPECT_EQ(host.write32(0x4010, 99), tlm::TLM_OK_RESPONSE);
    EXPECT_EQ(granted.get_dmi_ptr()[0x10], 99);
    host.prepare(tlm::TLM_READ_COMMAND, 0x5000, nullptr, 4);
    EXPECT_FALSE(host.socket->get_direct_mem_ptr(host.payload, granted)) << "nothing is mapped there";
    ram.allow_direct_memory(false);
    host.prepare(tlm::TLM_READ_COMMAND, 0x4010, nullptr, 4);
    EXPECT_FALSE(host.socket->get_direct_mem_ptr(host.payload, granted));
  };
  sc_core::sc_start();
  EXPECT_THAT(first.invalidated, ElementsAre(std::make_pair(0x4000u, 0x40FFu)));
  EXPECT_THAT(second.invalidated, ElementsAre(std::make_pair(0x4000u, 0x40FFu)));
}

/// Hands everything on: joins two routers.
struct bridge : sc_core::sc_module, tlm::tlm_fw_transport_if<>, tlm::tlm_bw_transport_if<> {
  bus_target_socket in{"in"};
  bus_initiator_socket out{"out"};
  explicit bridge(const sc_core::sc_module_name& name) : sc_core::sc_module(name) {
    in.bind(static_cast<tlm::tlm_fw_transport_if<>&>(*this));
    out.bind(static_cast<tlm::tlm_bw_transport_if<>&>(*this));
  }
  void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) override {
    out->b_transport(payload, delay);
  }
  tlm::tlm_sync_enum nb_transport_fw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                     sc_core::sc_time& delay) override {
    return out->nb_transport_fw(payload, phase, delay);
  }
  tlm::tlm_sync_enum nb_transport_bw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                     sc_core::sc_time& delay) override {
    return in->nb_transport_bw(payload, phase, delay);
  }
  bool get_direct_mem_ptr(tlm::tlm_generic_payload& payload, tlm::tlm_dmi& granted) override {
    return out->get_direct_mem_ptr(payload, granted);
  }
  unsigned transport_dbg(tlm::tlm_generic_payload& payload) override { return out->transport_dbg(payload); }
  void invalidate_direct_mem_ptr(sc_dt::uint64 first, sc_dt::uint64 last) override {
    in->invalidate_direct_mem_ptr(first, last);
  }
};

TEST(routers, can_be_cascaded_in_both_timings) {
  router outer("outer", period()), inner("inner", period());
  memory ram("ram", of_size(0x100));
  bridge between("between");
  sc_core::sc_signal<bool> line;
  host_cpu::settings chosen;
  host_cpu loose("loose", chosen);
  chosen.timing = bus_timing::approximately_timed;
  host_cpu phased("phased", chosen);
  for (host_cpu* cpu : {&loose, &phased}) {
    cpu->interrupt(line);
    outer.attach(cpu->socket);
  }
  outer.map(between.in, 0x1000, 0x1000);
  inner.attach(between.out);
  inner.map(ram.socket, 0x200, 0x100);
  const auto program = [](host_cpu& host) {
    const std::uint64_t start = host.now_cycles();
    host.write32(0x1210, 5);
    EXPECT_EQ(host.read32(0x1210), 5u);
    EXPECT_EQ(host.read32(0x1210), 5u);
    EXPECT_EQ(host.now_cycles() - start, 9u);  // three times two routers and the memory
    EXPECT_THROW(host.read32(0x1400), bus_error);
    EXPECT_EQ(host.now_cycles() - start, 11u);  // as far as the second router
  };
  loose.set_program(program);
  phased.set_program([&](host_cpu& host) {
    host.spend(1000);
    program(host);
  });
  sc_core::sc_start();
  loose.require_finished();
  phased.require_finished();
  EXPECT_EQ(loose.direct_accesses(), 2u);
}

/// A target of somebody else's, which answers requests in one of the ways that the base protocol allows.
struct foreign_target : sc_core::sc_module, tlm::tlm_fw_transport_if<> {
  enum class manner { completes_early, updates_to_end_request, updates_to_begin_response };
  bus_target_socket socket{"socket"};
  const manner its_manner;

  foreign_target(const sc_core::sc_module_name& name, manner chosen) : sc_core::sc_module(name), its_manner(chosen) {
    socket.bind(static_cast<tlm::tlm_fw_transport_if<>&>(*this));
    SC_HAS_PROCESS(foreign_target);
    SC_METHOD(respond);
    sensitive << due_;
    dont_initialize();
  }
  void b_transport(tlm::tlm_generic_payload&, sc_core::sc_time&) override {}
  bool get_direct_mem_ptr(tlm::tlm_generic_payload&, tlm::tlm_dmi&) override { return false; }
  unsigned transport_dbg(tlm::tlm_generic_payload&) override { return 0; }
  tlm::tlm_sync_enum nb_transport_fw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                     sc_core::sc_time& delay) override {
    if (phase == tlm::END_RESP) {
      ++ended;
      return tlm::TLM_COMPLETED;
    }
    payload.set_response_status(tlm::TLM_OK_RESPONSE);
    ++requests;
    if (its_manner == manner::updates_to_end_request) {
      EXPECT_EQ(current_, nullptr);
      current_ = &payload;
      phase = tlm::END_REQ;
      due_.notify(delay + duration(4, period()));
      return tlm::TLM_UPDATED;
    }
    delay += duration(4, period());
    phase = tlm::BEGIN_RESP;
    return its_manner == manner::completes_early ? tlm::TLM_COMPLETED : tlm::TLM_UPDATED;
  }

  int requests = 0, ended = 0;

 private:
  void respond() {
    tlm::tlm_phase phase = tlm::BEGIN_RESP;
    sc_core::sc_time delay;
    socket->nb_transport_bw(*std::exchange(current_, nullptr), phase, delay);
  }
  sc_core::sc_event due_;
  tlm::tlm_generic_payload* current_ = nullptr;
};

/// A target that answers 4 cycles after a request, in the given manner, to two hosts at once.
void against_foreign_target(foreign_target::manner manner, bool response_is_ended) {
  router bus("bus", period());
  foreign_target target("target", manner);
  bus.map(target.socket, 0, 0x100);
  sc_core::sc_signal<bool> line;
  host_cpu::settings chosen;
  chosen.timing = bus_timing::approximately_timed;
  host_cpu first("first", chosen), second("second", chosen);
  int done = 0;
  for (host_cpu* cpu : {&first, &second}) {
    cpu->interrupt(line);
    bus.attach(cpu->socket);
    cpu->set_program([&done](host_cpu& host) {
      for (int i = 0; i < 3; ++i) {
        host.read32(0x10);
        ++done;
        host.spend(100);  // until the other one is through, so that both begin together again
        host.spend(110 - host.now_cycles() % 110);
      }
    });
  }
  sc_core::sc_start();
  first.require_finished();
  second.require_finished();
  EXPECT_EQ(done, 6);
  EXPECT_EQ(target.requests, 6);
  EXPECT_EQ(target.ended, response_is_ended ? 6 : 0);
}

TEST(routers, take_targets_that_complete_early) {
  against_foreign_target(foreign_target::manner::completes_early, false);
}

TEST(routers, take_targets_that_answer_a_request_by_begin_response) {
  against_foreign_target(foreign_target::manner::updates_to_begin_response, true);
}

TEST(routers, take_targets_that_end_a_request_at_once) {
  router bus("bus", period());
  foreign_target target("target", foreign_target::manner::updates_to_end_request);
  bus.map(target.socket, 0, 0x100);
  sc_core::sc_signal<bool> line;
  host_cpu::settings chosen;
  chosen.timing = bus_timing::approximately_timed;
  host_cpu cpu("cpu", chosen);
  cpu.interrupt(line);
  bus.attach(cpu.socket);
  cpu.set_program([](host_cpu& host) {
    host.read32(0x10);
    EXPECT_EQ(host.now_cycles(), 5u);  // one for the router, four for the target
    host.read32(0x10);
    EXPECT_EQ(host.now_cycles(), 10u);
  });
  sc_core::sc_start();
  cpu.require_finished();
  EXPECT_EQ(target.ended, 2);
}

TEST(routers, take_the_convenience_sockets_of_others) {
  struct convenient_target : sc_core::sc_module {
    tlm_utils::simple_target_socket<convenient_target> socket{"socket"};
    explicit convenient_target(const sc_core::sc_module_name& name) : sc_core::sc_module(name) {
      socket.register_b_transport(this, &convenient_target::serve);
    }
    void serve(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
      const auto word = static_cast<std::uint32_t>(payload.get_address());
      std::memcpy(payload.get_data_ptr(), &word, 4);
      payload.set_response_status(tlm::TLM_OK_RESPONSE);
      delay += duration(2, period());
    }
  };
  router bus("bus", period());
  convenient_target target("target");
  bus.map(target.socket, 0x2000, 0x100);
  sc_core::sc_signal<bool> line;
  host_cpu::settings chosen;
  host_cpu loose("loose", chosen);
  chosen.timing = bus_timing::approximately_timed;
  host_cpu phased("phased", chosen);
  for (host_cpu* cpu : {&loose, &phased}) {
    cpu->interrupt(line);
    bus.attach(cpu->socket);
  }
  const auto program = [](host_cpu& host) {
    const std::uint64_t start = host.now_cycles();
    EXPECT_EQ(host.read32(0x2024), 0x24u);
    EXPECT_EQ(host.now_cycles() - start, 3u);
  };
  loose.set_program(program);
  phased.set_program([&](host_cpu& host) {
    host.spend(1000);
    program(host);
  });
  sc_core::sc_start();
  loose.require_finished();
  phased.require_finished();
}

TEST(unbound_sockets, are_named_in_a_sentence) {
  memory ram("ram", of_size(0x100));
  EXPECT_EQ(sentence_of<std::runtime_error>([] { sc_core::sc_start(); }),
            "target socket 'ram.socket' is not bound: map it into a router or bind an initiator to it");
}

TEST(unbound_sockets, of_a_host_are_named_in_a_sentence) {
  sc_core::sc_signal<bool> line;
  host_cpu cpu("cpu", {});
  cpu.interrupt(line);
  EXPECT_EQ(sentence_of<std::runtime_error>([] { sc_core::sc_start(); }),
            "initiator socket 'cpu.socket' is not bound: attach it to a router or bind it to a target");
}

TEST(unbound_sockets, of_the_interrupt_are_named_by_systemc) {
  router bus("bus", period());
  host_cpu cpu("cpu", {});
  bus.attach(cpu.socket);
  EXPECT_THAT(sentence_of<std::exception>([] { sc_core::sc_start(); }), HasSubstr("cpu.interrupt"));
}

}  // namespace
}  // namespace memvp
