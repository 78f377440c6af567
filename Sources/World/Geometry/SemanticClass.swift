/// What a pixel shows, with the training ids of Cityscapes.
public enum SemanticClass: UInt8, CaseIterable, Sendable {
  case road = 0
  case pavement = 1
  case building = 2
  case wall = 3
  case fence = 4
  case pole = 5
  case trafficLight = 6
  case trafficSign = 7
  case vegetation = 8
  case terrain = 9
  case sky = 10
  case person = 11
  case rider = 12
  case car = 13
  case lorry = 14
  case bus = 15
  case bicycle = 18
}
