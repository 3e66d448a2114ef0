using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using NUnit.Framework.Internal.Builders;
using RepDynamics.Claims;

namespace RepDynamics.Experiments.Harness;

/// <summary>
/// Makes one test case of a method for every registered part of the claim, named <c>ViTSync(SGD, CKA)</c>. The parts are data that only
/// the derived class knows of, by its id, so that no static source of a base class could list them.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PartTestsAttribute : NUnitAttribute, ITestBuilder
{
    private readonly NUnitTestCaseBuilder builder = new();

    /// <inheritdoc/>
    public IEnumerable<TestMethod> BuildFrom(IMethodInfo method, Test? suite)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(suite);
        string claim = Investigation.IdOf(suite.TypeInfo!.Type) ?? suite.TypeInfo.Name;
        return Parts(claim).Select(part => builder.BuildTestMethod(method, suite, part));
    }

    private static IEnumerable<TestCaseParameters> Parts(string claim)
    {
        try
        {
            return
            [
                .. Registration.Load(Workplace.Built.Registration(claim)).Parts
                    .Select(part => new TestCaseParameters([part.Name]) { TestName = $"{claim}({part.Name})" }),
            ];
        }
        catch (ClaimFileException e)
        {
            TestCaseParameters broken = new([claim]) { RunState = RunState.NotRunnable };
            broken.Properties.Set(PropertyNames.SkipReason, e.Message);
            return [broken];
        }
    }
}
