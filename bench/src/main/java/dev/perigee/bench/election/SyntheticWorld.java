package dev.perigee.bench.election;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * A made-up internet between real cities; no figure in it was measured. The floor of a
 * path is light in fibre along the great circle, 1 ms of round trip for 100 km, times a
 * route inflation of 1.2 to 2.5, plus up to 3 ms of access; one path in six takes a
 * detour to a distant peering point. Jitter of paths is small, on one in ten it is not.
 */
final class SyntheticWorld {

	private static final double EARTH_RADIUS_KM = 6371;

	/** The 24 regions that are compared unless others are named. */
	static final List<String> REGIONS = List.of("Ashburn", "Chicago", "Dallas", "Los Angeles", "Seattle", "Montreal",
			"Sao Paulo", "Santiago", "London", "Dublin", "Paris", "Frankfurt", "Milan", "Stockholm", "Warsaw",
			"Johannesburg", "Dubai", "Mumbai", "Singapore", "Jakarta", "Hong Kong", "Tokyo", "Seoul", "Sydney");

	/** Name, latitude, longitude. */
	private static final String CITIES = """
			Ashburn 39.0 -77.5;Chicago 41.9 -87.6;Dallas 32.8 -96.8;Los Angeles 34.1 -118.2;Seattle 47.6 -122.3
			Montreal 45.5 -73.6;Sao Paulo -23.6 -46.6;Santiago -33.5 -70.7;London 51.5 -0.1;Dublin 53.3 -6.3
			Paris 48.9 2.4;Frankfurt 50.1 8.7;Milan 45.5 9.2;Stockholm 59.3 18.1;Warsaw 52.2 21.0
			Johannesburg -26.2 28.0;Dubai 25.2 55.3;Mumbai 19.1 72.9;Singapore 1.4 103.8;Jakarta -6.2 106.8
			Hong Kong 22.3 114.2;Tokyo 35.7 139.7;Seoul 37.6 127.0;Sydney -33.9 151.2;New York 40.7 -74.0
			Boston 42.4 -71.1;Miami 25.8 -80.2;Atlanta 33.7 -84.4;Houston 29.8 -95.4;Denver 39.7 -105.0
			Phoenix 33.4 -112.1;San Francisco 37.8 -122.4;Portland 45.5 -122.7;Minneapolis 45.0 -93.3
			Detroit 42.3 -83.0;Toronto 43.7 -79.4;Vancouver 49.3 -123.1;Calgary 51.0 -114.1;Halifax 44.6 -63.6
			Mexico City 19.4 -99.1;Guatemala City 14.6 -90.5;Panama City 9.0 -79.5;Bogota 4.7 -74.1;Quito -0.2 -78.5
			Lima -12.0 -77.0;La Paz -16.5 -68.1;Buenos Aires -34.6 -58.4;Montevideo -34.9 -56.2;Asuncion -25.3 -57.6
			Rio de Janeiro -22.9 -43.2;Recife -8.1 -34.9;Lisbon 38.7 -9.1;Madrid 40.4 -3.7;Barcelona 41.4 2.2
			Marseille 43.3 5.4;Lyon 45.8 4.8;Brussels 50.9 4.4;Amsterdam 52.4 4.9;Manchester 53.5 -2.2
			Edinburgh 55.9 -3.2;Reykjavik 64.1 -21.9;Oslo 59.9 10.8;Copenhagen 55.7 12.6;Helsinki 60.2 24.9
			Tallinn 59.4 24.8;Riga 56.9 24.1;Berlin 52.5 13.4;Hamburg 53.6 10.0;Munich 48.1 11.6;Zurich 47.4 8.5
			Vienna 48.2 16.4;Prague 50.1 14.4;Budapest 47.5 19.0;Bucharest 44.4 26.1;Sofia 42.7 23.3
			Athens 38.0 23.7;Rome 41.9 12.5;Naples 40.9 14.3;Belgrade 44.8 20.5;Kyiv 50.5 30.5;Istanbul 41.0 29.0
			Ankara 39.9 32.9;Tbilisi 41.7 44.8;Tel Aviv 32.1 34.8;Cairo 30.0 31.2;Casablanca 33.6 -7.6
			Algiers 36.8 3.1;Lagos 6.5 3.4;Accra 5.6 -0.2;Dakar 14.7 -17.5;Nairobi -1.3 36.8;Kampala 0.3 32.6
			Luanda -8.8 13.2;Cape Town -33.9 18.4;Maputo -26.0 32.6;Riyadh 24.7 46.7;Doha 25.3 51.5
			Karachi 24.9 67.0;Lahore 31.5 74.3;Delhi 28.6 77.2;Chennai 13.1 80.3;Bangalore 13.0 77.6
			Kolkata 22.6 88.4;Dhaka 23.8 90.4;Colombo 6.9 79.9;Kathmandu 27.7 85.3;Almaty 43.2 76.9
			Bangkok 13.8 100.5;Kuala Lumpur 3.1 101.7;Hanoi 21.0 105.9;Ho Chi Minh City 10.8 106.7
			Manila 14.6 121.0;Taipei 25.0 121.6;Osaka 34.7 135.5;Sapporo 43.1 141.4;Busan 35.2 129.1
			Ulaanbaatar 47.9 106.9;Perth -32.0 115.9;Adelaide -34.9 138.6;Melbourne -37.8 145.0
			Brisbane -27.5 153.0;Auckland -36.8 174.8;Wellington -41.3 174.8;Suva -18.1 178.4;Honolulu 21.3 -157.9
			""";

	private SyntheticWorld() {
	}

	/**
	 * Makes the world.
	 * @param seed the same seed makes the same world
	 * @return paths between all cities, the same in both directions
	 */
	static PathMatrix create(long seed) {
		RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
		List<City> cities = CITIES.lines()
			.flatMap((line) -> List.of(line.split(";")).stream())
			.map(City::parse)
			.toList();
		Map<String, Map<String, PathTimes>> paths = new LinkedHashMap<>();
		for (int i = 0; i < cities.size(); i++) {
			Map<String, PathTimes> from = new LinkedHashMap<>();
			for (City to : new ArrayList<>(cities.subList(0, i))) {
				from.put(to.name(), path(cities.get(i).distanceKm(to), random));
			}
			paths.put(cities.get(i).name(), from);
		}
		return new PathMatrix("synthetic", paths);
	}

	private static PathTimes path(double distanceKm, RandomGenerator random) {
		double inflation = 1.2 + 1.3 * Math.pow(random.nextDouble(), 2);
		double detour = (random.nextDouble() < 1.0 / 6) ? random.nextDouble(5, 40) : 0;
		double min = distanceKm / 100 * inflation + random.nextDouble(0.5, 3) + detour;
		boolean busy = random.nextDouble() < 0.1;
		double jitter = busy ? random.nextDouble(1, 6) : random.nextDouble(0.1, 1);
		double deviation = jitter * random.nextDouble(0.5, 1.5);
		return new PathTimes(distanceKm, min, min + jitter, min + jitter + 6 * deviation, deviation);
	}

	private record City(String name, double latitude, double longitude) {

		static City parse(String text) {
			int longitude = text.lastIndexOf(' ');
			int latitude = text.lastIndexOf(' ', longitude - 1);
			return new City(text.substring(0, latitude), Double.parseDouble(text.substring(latitude, longitude)),
					Double.parseDouble(text.substring(longitude)));
		}

		/** The haversine formula. */
		double distanceKm(City other) {
			double north = Math.sin(Math.toRadians(other.latitude - this.latitude) / 2);
			double east = Math.sin(Math.toRadians(other.longitude - this.longitude) / 2);
			double square = north * north
					+ Math.cos(Math.toRadians(this.latitude)) * Math.cos(Math.toRadians(other.latitude)) * east * east;
			return 2 * EARTH_RADIUS_KM * Math.asin(Math.sqrt(square));
		}

	}

}
