using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Solvers;

/// <summary>The linear sum assignment problem: one column for each row, all different, with the largest sum.</summary>
/// <remarks>Shortest augmenting paths over reduced costs (Kuhn 1955; Jonker and Volgenant 1987): O(n³). Among equal assignments the result
/// depends on the order of rows and columns only.</remarks>
public static class LinearAssignment
{
    /// <summary>The column of each row.</summary>
    /// <param name="gain">What a row gains by a column; square, finite.</param>
    /// <exception cref="ArgumentException">The matrix is not square.</exception>
    public static int[] Maximise(Matrix gain)
    {
        if (gain.Rows != gain.Columns)
            throw new ArgumentException($"{gain} is not square.", nameof(gain));
        var search = new Search(gain);
        for (var row = 0; row < gain.Rows; row++)
            search.Place(row);
        return search.ColumnOfRow;
    }

    /// <summary>Prices of rows and columns under which every placed row has its cheapest column; costs are negative gains.</summary>
    private sealed class Search(Matrix gain)
    {
        private const int Nobody = -1;

        private readonly double[] rowPrices = new double[gain.Rows];
        private readonly double[] columnPrices = new double[gain.Rows];
        private readonly int[] rowOfColumn = [.. Enumerable.Repeat(Nobody, gain.Rows)];

        public int[] ColumnOfRow
        {
            get
            {
                var columns = new int[gain.Rows];
                for (var column = 0; column < columns.Length; column++)
                    columns[rowOfColumn[column]] = column;
                return columns;
            }
        }

        /// <summary>Finds the cheapest chain of moves that ends at a free column, and makes them.</summary>
        public void Place(int start)
        {
            var (distance, before) =
                (Enumerable.Repeat(double.PositiveInfinity, gain.Rows).ToArray(), Enumerable.Repeat(Nobody, gain.Rows).ToArray());
            var reached = new bool[gain.Rows];
            var (row, column) = (start, Nobody);
            while (row != Nobody)
            {
                if (column != Nobody)
                    reached[column] = true;
                var nearest = Nobody;
                for (var next = 0; next < gain.Rows; next++)
                {
                    if (reached[next])
                        continue;
                    var length = -gain[row, next] - rowPrices[row] - columnPrices[next];
                    if (length < distance[next])
                        (distance[next], before[next]) = (length, column);
                    if (nearest == Nobody || distance[next] < distance[nearest])
                        nearest = next;
                }

                Reprice(start, reached, distance, distance[nearest]);
                column = nearest;
                row = rowOfColumn[column];
            }

            for (; before[column] != Nobody; column = before[column])
                rowOfColumn[column] = rowOfColumn[before[column]];
            rowOfColumn[column] = start;
        }

        /// <summary>Moves prices so that the next step of the chain costs nothing.</summary>
        private void Reprice(int start, bool[] reached, double[] distance, double step)
        {
            rowPrices[start] += step;
            for (var column = 0; column < reached.Length; column++)
            {
                if (reached[column])
                {
                    rowPrices[rowOfColumn[column]] += step;
                    columnPrices[column] -= step;
                }
                else
                {
                    distance[column] -= step;
                }
            }
        }
    }
}
