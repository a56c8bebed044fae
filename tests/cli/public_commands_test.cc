// What everybody may know, at a terminal.
#include <catch2/catch.hpp>
#include <string>

#include "carbon/registry/v1/public.pb.h"
#include "tests/cli/fake_registry.h"

namespace registry::cli::testing {
namespace {

namespace v1 = carbon::registry::v1;

bool Has(const Run& run, const std::string& text) {
  return run.out.find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("public events shows what was published, of one kind if asked") {
  FakeRegistry registry;
  v1::ListPublicationsResponse answer;
  v1::Publication& deducted = *answer.add_publications();
  deducted.set_kind(v1::PUBLICATION_KIND_JUDICIAL_DEDUCTION);
  deducted.set_day("2026-11-24");
  deducted.set_holder("911529006673470967");
  deducted.set_document_number("(2026) 7");
  v1::PublishedQuantity& quantity = *deducted.add_quantities();
  quantity.set_instrument("CEA25");
  quantity.set_quantity(12'500);
  registry.AnswerWith(answer);
  const Run run = Ctl(registry, {"public", "events", "--kind", "judicial_deduction"});
  CHECK(run.code == ExitCode::kDone);
  for (const char* text :
       {"2026-11-24", "judicial_deduction", "911529006673470967", "(2026) 7", "12,500 CEA25"}) {
    INFO(run.out);
    CHECK(Has(run, text));
  }
  REQUIRE(registry.calls().size() == 1);
  CHECK(registry.calls()[0].method == "PublicService/ListPublications");
  v1::ListPublicationsRequest asked;
  REQUIRE(asked.ParseFromString(registry.calls()[0].request));
  CHECK(asked.kind() == v1::PUBLICATION_KIND_JUDICIAL_DEDUCTION);
}

TEST_CASE("public aggregates says what is withheld instead of a figure") {
  FakeRegistry registry;
  v1::Aggregates answer;
  answer.set_trade_day("2026-11-23");
  v1::InstrumentAggregate& shown = *answer.add_instruments();
  shown.set_instrument("CEA24");
  shown.set_issued(1'000);
  shown.set_held(900);
  shown.set_surrendered(100);
  shown.set_held_elsewhere(0);
  v1::InstrumentAggregate& withheld = *answer.add_instruments();
  withheld.set_instrument("CEA25");
  v1::ProvinceAggregate& province = *answer.add_provinces();
  province.set_province("13");
  province.set_instrument("CEA24");
  province.set_held(900);
  registry.AnswerWith(answer);
  const Run run = Ctl(registry, {"public", "aggregates", "--instrument", "CEA24", "--province",
                                 "13", "--day", "2026-11-23"});
  INFO(run.out);
  CHECK(run.code == ExitCode::kDone);
  CHECK(Has(run, "1,000"));
  CHECK(Has(run, "withheld"));
  CHECK(Has(run, "no trades were delivered on 2026-11-23"));
  v1::GetAggregatesRequest asked;
  REQUIRE(asked.ParseFromString(registry.calls().at(0).request));
  CHECK(asked.instrument() == "CEA24");
  CHECK(asked.province() == "13");
  CHECK(asked.trade_day() == "2026-11-23");
}

}  // namespace registry::cli::testing
