using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Solvers;

namespace PruneBuild.Numerics.Tests.Solvers;

[TestClass]
public sealed class RidgeRuleTests
{
    [TestMethod]
    public void ScarceDataNeedRidgeAndPlentyDoNot()
    {
        var gram = Matrix.FromDiagonal([2.0, 100.0, 4.0]);
        Assert.AreEqual(0.03, RidgeRule.Default(gram, [0, 2], samples: 7), 1e-15);
        Assert.AreEqual(0.0, RidgeRule.Default(gram, [0, 2], samples: 8));
    }
}
