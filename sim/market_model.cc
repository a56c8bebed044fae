#include "sim/market_model.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace registry::sim {
namespace {

constexpr std::int64_t kBlock = 100'000;
constexpr std::size_t kNobody = static_cast<std::size_t>(-1);

// The market of the model while the days go by.
class Market {
 public:
  Market(const std::vector<ModelUnit>& units, const std::vector<MarketDay>& days,
         std::string instrument, const ModelParameters& parameters, Random random)
      : units_(units),
        days_(days),
        instrument_(std::move(instrument)),
        parameters_(parameters),
        random_(random),
        weights_(units.size()) {
    for (const MarketDay& day : days) {
      listed_left_ += day.listed.volume_tco2e;
      block_left_ += day.block.volume_tco2e;
    }
    Plan();
    SizeListedTrades();
  }

  void Determine();
  std::optional<MarketFailure> Trade(std::size_t day_index);
  MarketOutcome Take() && { return std::move(outcome_); }

 private:
  struct Match {
    std::int64_t price;
    TradeMethod method;
    std::size_t seller;
    std::size_t buyer;
    std::int64_t quantity;
    int second;
  };

  void Plan();
  void SizeListedTrades();
  std::int64_t Sellable(const MarketPosition& position) const {
    return std::min(position.offered, position.trading + position.registered);
  }
  // What a unit knows of its need: before the determination only part.
  std::int64_t Visible(const MarketPosition& position) const {
    return determined_ ? position.wanted
                       : MulDiv(position.wanted, parameters_.wanted_early_ppm, kPpm);
  }
  template <typename Weight>
  std::size_t Draw(Weight weight);
  std::size_t DrawSeller(std::int64_t least, bool by_size);
  bool OfferMore(std::int64_t least);
  std::size_t DrawBuyer(TradeMethod method, std::int64_t least, std::size_t seller);
  bool GoesToNeed(TradeMethod method);
  void Deliver(std::size_t seller, std::size_t buyer, std::int64_t quantity);
  std::optional<MarketFailure> Fill(const PriceGroup& group, TradeMethod method,
                                    std::int64_t typical);
  void Close(const MarketDay& day);

  const std::vector<ModelUnit>& units_;
  const std::vector<MarketDay>& days_;
  const std::string instrument_;
  const ModelParameters& parameters_;
  Random random_;
  MarketOutcome outcome_;
  bool determined_ = false;
  Date today_{};
  std::int64_t listed_left_ = 0;  // of the year's volume
  std::int64_t block_left_ = 0;
  std::vector<std::int64_t> typical_listed_;  // tonnes of a listed trade, by day
  std::vector<std::int64_t> weights_;         // of the draw in progress
  std::vector<std::int64_t> moved_today_;
  std::vector<Match> matches_;  // of the day
};

// Who wants to buy and who offers, for the whole year.
void Market::Plan() {
  for (const ModelUnit& unit : units_) {
    MarketPosition position;
    position.registered = unit.PreAllocation();
    position.early = random_.Chance(parameters_.early_finisher_ppm);
    const bool finishes = !random_.Chance(parameters_.short_not_finishing_ppm);
    const std::int64_t bought =
        random_.Between(parameters_.least_bought_ppm, parameters_.most_bought_ppm);
    const std::int64_t share =
        random_.Between(parameters_.least_offered_ppm, parameters_.most_offered_ppm);
    position.surplus_buyer = random_.Chance(parameters_.surplus_buyer_ppm);
    if (unit.Short() > 0) {
      position.surplus_buyer = false;
      position.wanted = finishes ? unit.Short() : MulDiv(unit.Short(), bought, kPpm);
    } else {
      // Until the determination `offered` holds what may be sold before it; what must go back then
      // is kept out of it.
      position.offered = std::clamp<std::int64_t>(
          MulDiv(MulDiv(unit.Surplus(), share, kPpm), parameters_.offered_early_ppm, kPpm), 0,
          std::max<std::int64_t>(0, unit.PreAllocation() - unit.Returned()));
    }
    outcome_.positions.push_back(position);
  }
  moved_today_.assign(units_.size(), 0);
}

// Chooses how large a day's listed trades are, so that the year has about as many as aimed at:
// busier days have more and larger ones.
void Market::SizeListedTrades() {
  // The number of trades of a day goes with the square root of its volume.
  const auto root = [](std::int64_t value) {
    std::int64_t low = 0;
    std::int64_t high = 1'000'000;
    while (low < high) {
      const std::int64_t middle = (low + high + 1) / 2;
      if (middle * middle <= value) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  };
  std::int64_t roots = 0;
  for (const MarketDay& day : days_) roots += root(day.listed.volume_tco2e);
  for (const MarketDay& day : days_) {
    const std::int64_t volume = day.listed.volume_tco2e;
    const std::int64_t count = std::max<std::int64_t>(
        1, MulDiv(parameters_.listed_trades, root(volume), std::max<std::int64_t>(1, roots)));
    // The mean of the lognormal that sizes a trade (Fill) lies 28 % above its median.
    typical_listed_.push_back(std::max<std::int64_t>(1, MulDiv(volume, 780'000, count * kPpm)));
  }
}

// The second step of the allocation: everybody learns what is his, and offers accordingly.
void Market::Determine() {
  determined_ = true;
  for (std::size_t i = 0; i < units_.size(); ++i) {
    const ModelUnit& unit = units_[i];
    MarketPosition& position = outcome_.positions[i];
    position.registered += unit.Allocation() - unit.PreAllocation();
    if (unit.Surplus() == 0) continue;
    // Of the share drawn in Plan a part could be offered before; the rest follows now.
    const std::int64_t share =
        random_.Between(parameters_.least_offered_ppm, parameters_.most_offered_ppm);
    position.offered +=
        MulDiv(MulDiv(unit.Surplus(), share, kPpm), kPpm - parameters_.offered_early_ppm, kPpm);
  }
}

// Draws a unit with the chance `weight(index, position)`; kNobody if all weights are zero.
template <typename Weight>
std::size_t Market::Draw(Weight weight) {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < weights_.size(); ++i) {
    weights_[i] = weight(i, outcome_.positions[i]);
    sum += weights_[i];
  }
  if (sum == 0) return kNobody;
  std::int64_t left = random_.Below(sum);
  for (std::size_t i = 0; i < weights_.size(); ++i) {
    left -= weights_[i];
    if (left < 0) return i;
  }
  return kNobody;
}

std::size_t Market::DrawSeller(std::int64_t least, bool by_size) {
  while (true) {
    const std::size_t seller = Draw([&](std::size_t, const MarketPosition& position) {
      const std::int64_t sellable = Sellable(position);
      if (sellable < least) return std::int64_t{0};
      return by_size ? sellable : std::int64_t{1};
    });
    if (seller != kNobody || !OfferMore(least)) return seller;
  }
}

// Called when nobody offers `least`: first whoever has more than he needs offers all of that, then
// somebody offers what he needs himself. False if nobody holds so much.
bool Market::OfferMore(std::int64_t least) {
  bool more = false;
  std::size_t largest = kNobody;
  std::int64_t most = 0;
  for (std::size_t i = 0; i < units_.size(); ++i) {
    MarketPosition& position = outcome_.positions[i];
    const std::int64_t held = position.trading + position.registered;
    const std::int64_t needed =
        determined_
            ? units_[i].obligation
            : std::max(MulDiv(units_[i].PreAllocation(), 900'000, kPpm), units_[i].Returned());
    const std::int64_t spare = held - needed;
    if (spare >= least && spare > position.offered) {
      position.offered = spare;
      more = true;
    }
    if (held > most && held > position.offered) {
      most = held;
      largest = i;
    }
  }
  if (more) return true;
  if (largest == kNobody || most < least) return false;
  outcome_.positions[largest].offered = std::min(most, std::max(least, most / 5));
  return Sellable(outcome_.positions[largest]) >= least;
}

// Whether the next trade goes to a unit that needs allowances: always, but for the part of the
// year's volume that exceeds what such units still want.
bool Market::GoesToNeed(TradeMethod method) {
  std::int64_t need = 0;
  for (const MarketPosition& position : outcome_.positions) {
    const bool by_block = position.wanted >= kBlock / 2;
    if (by_block == (method == TradeMethod::kBlock)) {
      need += position.wanted;
    } else if (by_block) {
      need += kBlock / 4;  // the rest that blocks will leave
    }
  }
  const std::int64_t left =
      std::max<std::int64_t>(1, method == TradeMethod::kBlock ? block_left_ : listed_left_);
  return random_.Below(left) < need + need / 5;
}

std::size_t Market::DrawBuyer(TradeMethod method, std::int64_t least, std::size_t seller) {
  const Date milestone{std::chrono::year{2021} / 12 / 15};
  const bool before_milestone = today_ <= milestone;
  std::size_t buyer = kNobody;
  if (GoesToNeed(method)) {
    buyer = Draw([&](std::size_t i, const MarketPosition& position) {
      const std::int64_t visible = Visible(position);
      // A need of half a block or more may be met by a block; the buyer keeps what he has too much.
      if (visible < (least + 1) / 2 || visible == 0 || i == seller) return std::int64_t{0};
      const std::int64_t urgency = before_milestone && position.early ? 8 : 1;
      if (method == TradeMethod::kBlock) return urgency * visible;
      // Whoever can buy blocks seldom buys here; among the others small needs count as much as
      // large ones, so that they are met in full one after another.
      return urgency * (position.wanted >= kBlock ? 1 : 10);
    });
  }
  if (buyer == kNobody) {
    buyer = Draw([&](std::size_t i, const MarketPosition& position) {
      if (!position.surplus_buyer || i == seller) return std::int64_t{0};
      // Blocks suit the larger ones.
      return method == TradeMethod::kBlock ? units_[i].Allocation() / 1000 + 1 : std::int64_t{1};
    });
  }
  if (buyer == kNobody) {
    buyer = Draw([&](std::size_t i, const MarketPosition&) {
      return i == seller ? std::int64_t{0} : std::int64_t{1};
    });
  }
  return buyer;
}

void Market::Deliver(std::size_t seller, std::size_t buyer, std::int64_t quantity) {
  MarketPosition& from = outcome_.positions[seller];
  MarketPosition& to = outcome_.positions[buyer];
  if (from.trading < quantity) {
    // Before the opening the unit moved what it means to sell over the coming time, at least this.
    const std::int64_t moved =
        std::clamp(from.offered - from.trading, quantity - from.trading, from.registered);
    from.registered -= moved;
    from.trading += moved;
    moved_today_[seller] += moved;
  }
  from.trading -= quantity;
  from.offered -= quantity;
  to.bought_today += quantity;
  to.wanted = std::max<std::int64_t>(0, to.wanted - quantity);
  from.last_trade = today_;
  to.last_trade = today_;
}

// Trades one price's part of a day.
std::optional<MarketFailure> Market::Fill(const PriceGroup& group, TradeMethod method,
                                          std::int64_t typical) {
  const bool block = method == TradeMethod::kBlock;
  const std::int64_t least = block ? kBlock : 1;
  std::int64_t left = group.quantity_tco2e;
  while (left > 0) {
    // What is left must be tradable itself: a rest below a block goes along with this trade.
    const std::int64_t forced = block && left < 2 * kBlock ? left : least;
    const std::size_t seller = DrawSeller(forced, block || random_.Chance(500'000));
    if (seller == kNobody) {
      return MarketFailure{"on " + FormatDate(today_) + " nobody holds " + std::to_string(forced) +
                           " t to sell; the day's volume does not fit the units"};
    }
    const std::size_t buyer = DrawBuyer(method, forced, seller);
    if (buyer == kNobody) return MarketFailure{"a market needs two units at least"};
    const std::int64_t visible = Visible(outcome_.positions[buyer]);
    std::int64_t quantity = MulDiv(typical, random_.LognormalQ20(700'000), kOneQ20);
    // Whoever is near the end of his need takes it whole.
    if (visible > 0 && (quantity > visible || (block && visible - quantity < kBlock))) {
      quantity = visible;
    } else if (!block && quantity > 50) {
      quantity -= quantity % 10;
    }
    const std::int64_t most =
        std::min({left, Sellable(outcome_.positions[seller]), block ? left : kBlock - 1});
    quantity = std::clamp(quantity, forced, std::max(forced, most));
    // A need that this seller cannot meet whole keeps enough for another block.
    const std::int64_t unmet = visible - quantity;
    if (block && unmet > 0 && unmet < kBlock && quantity - (kBlock - unmet) >= forced) {
      quantity -= kBlock - unmet;
    }
    if (block && left - quantity > 0 && left - quantity < kBlock) quantity = left - kBlock;
    Deliver(seller, buyer, quantity);
    const int second = static_cast<int>(block || random_.Chance(500'000)
                                            ? random_.Between(kAfternoonOpens, kAfternoonCloses - 1)
                                            : random_.Between(kMorningOpens, kMorningCloses - 1));
    matches_.push_back({group.price_fen, method, seller, buyer, quantity, second});
    left -= quantity;
    (block ? block_left_ : listed_left_) -= quantity;
  }
  return std::nullopt;
}

std::optional<MarketFailure> Market::Trade(std::size_t day_index) {
  const MarketDay& day = days_[day_index];
  today_ = day.day;
  const std::int64_t spread = random_.Between(5, 70);
  for (const PriceGroup& group : SplitByPrice(day.block, TradeMethod::kBlock, spread)) {
    if (auto failure = Fill(group, TradeMethod::kBlock, 2 * kBlock)) return failure;
  }
  for (const PriceGroup& group : SplitByPrice(day.listed, TradeMethod::kListed, 1)) {
    if (auto failure = Fill(group, TradeMethod::kListed, typical_listed_[day_index])) {
      return failure;
    }
  }
  Close(day);
  return std::nullopt;
}

// Writes the day's rows and makes what was bought tradable from tomorrow.
void Market::Close(const MarketDay& day) {
  std::stable_sort(matches_.begin(), matches_.end(),
                   [](const Match& a, const Match& b) { return a.second < b.second; });
  std::string date = FormatDate(day.day);
  date.erase(std::remove(date.begin(), date.end(), '-'), date.end());
  std::int64_t number = 0;
  for (const Match& match : matches_) {
    TradeRow row;
    const std::string digits = std::to_string(++number);
    row.trade = date + "-" +
                (digits.size() < 6 ? std::string(6 - digits.size(), '0') : std::string()) + digits;
    row.trading_day = day.day;
    row.matched_at = ChinaTime(day.day, match.second);
    row.method = match.method;
    row.instrument = instrument_;
    row.seller = units_[match.seller].row.unit;
    row.buyer = units_[match.buyer].row.unit;
    row.quantity_tco2e = match.quantity;
    row.price_fen = match.price;
    row.amount_fen = match.price * match.quantity;
    outcome_.trades.push_back(std::move(row));
  }
  matches_.clear();
  for (std::size_t i = 0; i < units_.size(); ++i) {
    MarketPosition& position = outcome_.positions[i];
    if (moved_today_[i] > 0) {
      MoveRow row;
      row.at = ChinaTime(day.day,
                         static_cast<int>(random_.Between(SecondOfDay(8, 30), SecondOfDay(9, 15))));
      row.unit = units_[i].row.unit;
      row.direction = MoveDirection::kToTrading;
      row.quantity_tco2e = moved_today_[i];
      outcome_.moves.push_back(std::move(row));
      moved_today_[i] = 0;
    }
    position.trading += position.bought_today;
    if (position.surplus_buyer) {
      position.offered += MulDiv(position.bought_today, parameters_.resale_ppm, kPpm);
    }
    position.bought_today = 0;
  }
}

}  // namespace

std::variant<MarketOutcome, MarketFailure> TradeDays(
    const std::vector<ModelUnit>& units, const std::vector<MarketDay>& days, Date determination,
    const std::string& instrument, const ModelParameters& parameters, Random random,
    const std::function<void(std::int64_t done, std::int64_t total)>& progress) {
  Market market(units, days, instrument, parameters, random);
  bool determined = false;
  for (std::size_t i = 0; i < days.size(); ++i) {
    if (!determined && days[i].day > determination) {
      market.Determine();
      determined = true;
    }
    if (auto failure = market.Trade(i)) return *failure;
    progress(static_cast<std::int64_t>(i) + 1, static_cast<std::int64_t>(days.size()));
  }
  if (!determined) market.Determine();
  return std::move(market).Take();
}

}  // namespace registry::sim
