using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Pruning.Methods.SliceGpt;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Methods.SliceGpt;

[TestClass]
public sealed class StreamBasisTests
{
    private static readonly Matrix rows = Matrix.FromRowMajor(40, 6, SeededValues.Floats(3, 240));

    [TestMethod]
    public void DirectionsAreOrthonormalAndTheirEnergiesFall()
    {
        var basis = StreamBasis.Of([DenseAlgebra.Cpu.Gram(rows)], centres: false)!;

        var product = DenseAlgebra.Cpu.Gram(basis.Directions);
        Assert.AreEqual(0, product.Subtract(Matrix.Identity(6)).SquaredNorm(), 1e-20);
        var turned = DenseAlgebra.Cpu.Gram(DenseAlgebra.Cpu.Multiply(rows, basis.Directions)).Diagonal();
        for (var i = 0; i < 6; i++)
            Assert.AreEqual(turned[i], basis.Energies[i], 1e-9);
        Assert.IsTrue(basis.Energies.Zip(basis.Energies.Skip(1)).All(pair => pair.First >= pair.Second));
    }

    [TestMethod]
    public void WhatIsLostIsTheSquaredErrorOfTheProjection()
    {
        var gram = DenseAlgebra.Cpu.Gram(rows);
        var basis = StreamBasis.Of([gram], centres: false)!;
        var kept = basis.Directions.SelectColumns([0, 1, 2]);
        var projected = DenseAlgebra.Cpu.MultiplyTransposed(DenseAlgebra.Cpu.Multiply(rows, kept), kept);

        Assert.AreEqual(rows.Subtract(projected).SquaredNorm() / rows.SquaredNorm(), basis.Lost(3), 1e-12);
        Assert.AreEqual(0, basis.Lost(6));
    }

    [TestMethod]
    public void CentredRowsHaveAFreeDirectionAndLoseTheirMeanInTheBasis()
    {
        var basis = StreamBasis.Of([DenseAlgebra.Cpu.Gram(rows)], centres: true)!;

        Assert.AreEqual(0, basis.Lost(5), 1e-12);
        var back = DenseAlgebra.Cpu.MultiplyTransposed(basis.Directions, basis.Directions);
        Assert.AreEqual(0, back.Subtract(StreamBasis.Centring(6)).SquaredNorm(), 1e-20);
    }

    [TestMethod]
    public void RowsOfZerosLoseNothing() => Assert.AreEqual(0, StreamBasis.Of([Matrix.Zero(4, 4)], centres: false)!.Lost(1));

    [TestMethod]
    public void PositionsThatShareABasisCountTheSame()
    {
        var (small, large) = (Matrix.FromDiagonal([3.0, 1, 0]), Matrix.FromDiagonal([0.0, 100, 300]));

        var basis = StreamBasis.Of([small, large], centres: false)!;

        Assert.AreEqual(0.75, basis.Energies[0], 1e-12);
        Assert.AreEqual(0.75, basis.Energies[1], 1e-12);
        Assert.AreEqual(0.5, basis.Energies[2], 1e-12);
    }
}
