// Part of the self-check: facts in the words of a finding.
#ifndef STORAGE_FACT_FIGURES_H_
#define STORAGE_FACT_FIGURES_H_

#include <string>
#include <utility>
#include <vector>

#include "ledger/fact.h"

namespace registry::storage {

// Each figure's name and what it is.
using Figures = std::vector<std::pair<const char*, std::string>>;

// What it is called, such as "cap of plan-2019-20, instrument CEA1920, POWER"; and its figures,
// without the key. Two facts of one key differ exactly when a figure does.
std::string NameOf(const ledger::Account& account);
Figures FiguresOf(const ledger::Account& account);
std::string NameOf(const ledger::IssuanceCap& cap);
Figures FiguresOf(const ledger::IssuanceCap& cap);
std::string NameOf(const ledger::Obligation& obligation);
Figures FiguresOf(const ledger::Obligation& obligation);
std::string NameOf(const ledger::Participant& participant);
Figures FiguresOf(const ledger::Participant& participant);
std::string NameOf(const ledger::Instrument& instrument);
Figures FiguresOf(const ledger::Instrument& instrument);
std::string NameOf(const ledger::CompliancePeriod& period);
Figures FiguresOf(const ledger::CompliancePeriod& period);
std::string NameOf(const ledger::Certificate& certificate);
Figures FiguresOf(const ledger::Certificate& certificate);
std::string NameOf(const ledger::Person& person);
Figures FiguresOf(const ledger::Person& person);
std::string NameOf(const ledger::Policy& policy);
Figures FiguresOf(const ledger::Policy& policy);
std::string NameOf(const ledger::Calendar& calendar);
Figures FiguresOf(const ledger::Calendar& calendar);
std::string NameOf(const ledger::Proposal& proposal);
Figures FiguresOf(const ledger::Proposal& proposal);
std::string NameOf(const ledger::Freeze& freeze);
Figures FiguresOf(const ledger::Freeze& freeze);
std::string NameOf(const ledger::StaffEntry& entry);
Figures FiguresOf(const ledger::StaffEntry& entry);
std::string NameOf(const ledger::TrustedAccount& trusted);
Figures FiguresOf(const ledger::TrustedAccount& trusted);
std::string NameOf(const ledger::DelayedTransfer& transfer);
Figures FiguresOf(const ledger::DelayedTransfer& transfer);
std::string NameOf(const ledger::Clock&);
Figures FiguresOf(const ledger::Clock& clock);

}  // namespace registry::storage

#endif  // STORAGE_FACT_FIGURES_H_
