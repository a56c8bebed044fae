#include "sim/social_credit_code.h"

namespace registry::sim {

std::string ProvinceOfCode(std::string_view code) {
  const std::string_view region = code.substr(2);
  return std::string(region.substr(0, 4) == "6590" ? region.substr(0, 4) : region.substr(0, 2));
}

}  // namespace registry::sim
