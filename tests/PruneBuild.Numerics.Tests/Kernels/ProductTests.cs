using PruneBuild.Numerics.Kernels;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Tests.Kernels;

[TestClass]
public sealed class ProductTests
{
    [TestMethod]
    [DataRow(1, 1, 1)]
    [DataRow(8, 24, 5)]
    [DataRow(97, 53, 300)]
    [DataRow(200, 790, 260)]
    public void BothRegisterTilesGiveTheSameBits(int rows, int columns, int depth)
    {
        var left = RandomMatrices.Normal(rows, depth, seed: 3);
        var right = RandomMatrices.Normal(depth, columns, seed: 4);
        MatrixAssert.AreSame(Multiply<RegisterTile256>(left, right), Multiply<RegisterTile512>(left, right));
    }

    [TestMethod]
    public void ABlockInsideAMatrixLeavesTheRestAlone()
    {
        var target = Matrix.Zero(40, 50);
        var inner = Block.Of(target).Slice(3, 5, 30, 40);
        Product.Add(inner, 2.0, Block.Of(RandomMatrices.Normal(30, 7, 5)), Block.Of(RandomMatrices.Normal(7, 40, 6)));
        Assert.AreNotEqual(0.0, target[32, 44]);
        for (var i = 0; i < 40; i++)
            for (var j = 0; j < 50; j++)
                if (i is < 3 or >= 33 || j is < 5 or >= 45)
                    Assert.AreEqual(0.0, target[i, j]);
    }

    [TestMethod]
    [DataRow(130, 40)]
    [DataRow(803, 5)]
    public void LowerPartIsTheLowerPartOfTheWholeProduct(int size, int depth)
    {
        var left = RandomMatrices.Normal(size, depth, seed: 7);
        var whole = Matrix.Zero(size, size);
        var lower = Matrix.Zero(size, size);
        Product.Add(Block.Of(whole), -1.0, Block.Of(left), Block.Of(left).Transposed);
        Product.Add(Block.Of(lower), -1.0, Block.Of(left), Block.Of(left).Transposed, Part.Lower, threads: 2);
        MatrixAssert.AreSame(Symmetry.ClearUpper(whole, threads: 1), Symmetry.ClearUpper(lower, threads: 1));
    }

    [TestMethod]
    public void ATransposedTargetReceivesTheTransposedProduct()
    {
        var left = RandomMatrices.Normal(30, 9, seed: 8);
        var right = RandomMatrices.Normal(9, 50, seed: 9);
        var transposed = Matrix.Zero(50, 30);
        Product.Add(Block.Of(transposed).Transposed, 1.0, Block.Of(left), Block.Of(right));
        MatrixAssert.AreSame(Multiply<RegisterTile256>(left, right).Transpose(), transposed);
    }

    private static Matrix Multiply<TTile>(Matrix left, Matrix right)
        where TTile : struct, IRegisterTile
    {
        var result = Matrix.Zero(left.Rows, right.Columns);
        Product.Add<TTile>(Block.Of(result), 1.0, Block.Of(left), Block.Of(right), Part.All, threads: 1);
        return result;
    }
}
